// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/site"
	"github.com/qala-observatory/qala/web"
)

// briefWish is what the command brief is asked for.
type briefWish struct {
	name, framework, asOf string
	year                  int
	out, pdf, browser     string
}

// newBrief makes the command brief.
func newBrief(p *program) *cobra.Command {
	var b briefWish
	cmd := &cobra.Command{
		Use:   "brief COUNTRY",
		Short: "Write a two-page brief on a state as one file",
		Long: `Brief writes one HTML file that needs no other file and no server: the sentence
with its ranges, all scores, the neighbourhood, what moved the score, strengths,
weaknesses, gaps and numbered sources. It prints to two pages. With --pdf an
installed Chromium or Chrome prints it.

` + exitHelp,
		Example: `  qala brief AZE -o aze.html
  qala brief AZE --year 2016 --as-of 2016-11-30 -o aze.html
  qala brief AZE --pdf aze.pdf`,
		Args: oneArg("a country, such as AZE or Azerbaijan"),
	}
	cmd.Flags().IntVar(&b.year, "year", 0, "the `year` judged; the framework's default where none is given")
	cmd.Flags().StringVar(&b.framework, "framework", "core", "`id` of a framework")
	cmd.Flags().StringVar(&b.asOf, "as-of", "", "use only what was published by this `date`, YYYY-MM-DD, where editions allow")
	cmd.Flags().StringVarP(&b.out, "out", "o", "", "write to this `file`; standard output where none is given")
	cmd.Flags().StringVar(&b.pdf, "pdf", "", "print the brief to this PDF `file` with an installed Chromium or Chrome")
	cmd.Flags().StringVar(&b.browser, "browser", "", "the `program` that prints; looked for where none is given")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b.name = args[0]
		page, err := p.brief(cmd.Context(), &b)
		if err != nil {
			return err
		}
		if b.pdf != "" {
			if err := p.printPDF(cmd.Context(), &b, page); err != nil {
				return err
			}
			if b.out == "" {
				return nil
			}
		}
		if b.out == "" {
			_, err = p.stdout.Write(page)
			return err
		}
		return os.WriteFile(b.out, page, 0o644)
	}
	return cmd
}

// brief makes the page from the answers that the API gives.
func (p *program) brief(ctx context.Context, b *briefWish) ([]byte, error) {
	code, err := p.resolve(b.name, b.year)
	if err != nil {
		return nil, err
	}
	service, err := p.service()
	if err != nil {
		return nil, err
	}
	defer service.Close()
	ask := func(what string, more url.Values) (json.RawMessage, error) {
		more.Set("framework", b.framework)
		if b.asOf != "" {
			more.Set("as_of", b.asOf)
		}
		return asked(ctx, service, "/api/v1/countries/"+string(code)+"/"+what+"?"+more.Encode())
	}
	year := url.Values{}
	if b.year != 0 {
		year.Set("year", strconv.Itoa(b.year))
	}
	var answers site.Answers
	if answers.Assessment, err = ask("assessment", year); err != nil {
		return nil, err
	}
	var judged struct {
		Year    int
		Name    string
		Overall struct{ Score *float64 }
	}
	if err := json.Unmarshal(answers.Assessment, &judged); err != nil {
		return nil, fmt.Errorf("brief: %w", err)
	}
	// A state without neighbours or without an earlier score still has a brief.
	around := url.Values{"year": {strconv.Itoa(judged.Year)}, "all": {"true"}}
	if answers.Neighbours, err = ask("neighbours", around); err != nil {
		p.remark("without neighbours: %v", err)
	}
	const back = 7
	moved := url.Values{"from": {strconv.Itoa(judged.Year - back)}, "to": {strconv.Itoa(judged.Year)}}
	if answers.Drivers, err = ask("drivers", moved); err != nil {
		p.remark("without drivers: %v", err)
	}
	answers.Query = view(b)
	built, err := web.Pages()
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	err = site.Brief(&page, built, fmt.Sprintf("%s, %d: a brief", judged.Name, judged.Year), answers)
	return page.Bytes(), err
}

// view is the query that the page of the brief would have.
func view(b *briefWish) string {
	q := url.Values{}
	if b.framework != "core" {
		q.Set("fw", b.framework)
	}
	if b.year != 0 {
		q.Set("y", strconv.Itoa(b.year))
	}
	if b.asOf != "" {
		q.Set("as_of", b.asOf)
	}
	return q.Encode()
}

// reply takes an answer of a handler in memory.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is the header to write.
func (r *reply) Header() http.Header { return r.header }

// WriteHeader takes the status.
func (r *reply) WriteHeader(status int) { r.status = status }

// Write takes a part of the body.
func (r *reply) Write(b []byte) (int, error) { return r.body.Write(b) }

// asked asks a handler for JSON without any network.
func asked(ctx context.Context, h http.Handler, path string) (json.RawMessage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	request.RequestURI = path
	request.Header.Set("Accept", "application/json")
	r := &reply{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(r, request)
	if r.status != http.StatusOK {
		var problem struct{ Title, Detail string }
		if json.Unmarshal(r.body.Bytes(), &problem) != nil || problem.Title == "" {
			problem.Title = http.StatusText(r.status)
		}
		return nil, errors.New(problem.Title + ": " + problem.Detail)
	}
	return r.body.Bytes(), nil
}

// browsers are the programs that can print, by their usual names.
var browsers = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"}

// printPDF has a browser print the page.
func (p *program) printPDF(ctx context.Context, b *briefWish, page []byte) error {
	browser := b.browser
	for _, name := range browsers {
		if browser == "" {
			if found, err := exec.LookPath(name); err == nil {
				browser = found
			}
		}
	}
	if browser == "" {
		return errors.New("--pdf needs Chromium or Chrome, and none was found: install one or name it with --browser, or print the HTML file of -o from any browser")
	}
	dir, err := os.MkdirTemp("", "qala-brief-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of the system's own, which clears it in the end
	html := filepath.Join(dir, "brief.html")
	if err := os.WriteFile(html, page, 0o600); err != nil {
		return err
	}
	target, err := filepath.Abs(b.pdf)
	if err != nil {
		return err
	}
	args := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--virtual-time-budget=10000",
		"--print-to-pdf=" + target, "file://" + filepath.ToSlash(html),
	}
	if os.Geteuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...) // its sandbox refuses the superuser
	}
	if text, err := exec.CommandContext(ctx, browser, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("--pdf: %s: %w\n%s", browser, err, text)
	}
	if info, err := os.Stat(target); err != nil || info.Size() == 0 {
		return fmt.Errorf("--pdf: %s wrote no file", browser)
	}
	return nil
}
