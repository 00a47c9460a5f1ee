// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/render/claims"
)

// checkFlags are what the command check is asked with.
type checkFlags struct {
	text, asOf, claims, series, format, llm, model string
	columns                                        int
}

// checkFormats are the ways of printing a check.
var checkFormats = []string{"text", "json", "jsonl", "html", "claimreview"}

// newCheck makes the command check.
func newCheck(p *program) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [FILE|-]",
		Short: "Check the claims of a text against open data",
		Long: `Check reads a text sentence by sentence and says of each claim whether the
figures bear it out: supported, contradicted, mixed, or not checkable here, with
the figures, their sources and what would change the verdict. A verdict needs the
headline reading and at least 80 % of the admissible ways of testing the claim.
What somebody is quoted as saying is attributed and never scored as the author's.

FILE is plain text, Markdown (.md) or a page (.html); - reads standard input. Only
English is judged. Present tense means the last full year before the date of the
text (--as-of); without a date, claims are judged by the time they name, or by the
latest figures.

With --claims each line of a file is a claim of its own, a JSON object with id,
text and, where known, date and context; a line of JSON answers each, in the same
order. A line that cannot be read is reported, and the rest go on.

--llm asks a language model, which may only propose how to read a sentence in
which the check finds no claim: its answer is held to a JSON Schema, every span
must stand in the sentence word for word, and the same engine tests what remains.
It gives no verdict. Model, hash of the prompt and reply are stored with the
sentence. Nothing is sent anywhere without this flag.

--series adds a folder of CSV series of your own, described by its metadata.json;
the embedded snapshot comes first where both answer.

` + exitHelp,
		Example: `  qala check article.txt --as-of 2017-01-31
  qala check --text "Latvia had about 1.9 million people in 2020."
  qala check page.html --format html > verdicts.html
  qala check --claims claims.jsonl --series my-series --format jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("want one file, or - for standard input; got %d", len(args))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.text, "text", "", "check this `text` instead of a file")
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "the `date` of the text, YYYY-MM-DD")
	cmd.Flags().StringVar(&f.claims, "claims", "", "check the rows of this `file` of JSON lines; - reads standard input")
	cmd.Flags().StringVar(&f.series, "series", "", "take the series of this `folder` too")
	cmd.Flags().StringVar(&f.format, "format", "", "how to print: `text`, json, html or claimreview; jsonl for --claims")
	cmd.Flags().StringVar(&f.llm, "llm", "", "ask the language model at this `URL` (OpenAI's form of API) about sentences without a claim")
	cmd.Flags().StringVar(&f.model, "llm-model", "", "`name` of the model to ask; the server's own where none is given")
	cmd.Flags().IntVar(&f.columns, "width", 0, "columns of text, 60 to 120; the terminal's where none is given")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := f.check(args); err != nil {
			return err
		}
		return p.check(cmd.Context(), &f, args)
	}
	return cmd
}

// check finds flags that do not go together.
func (f *checkFlags) check(args []string) error {
	inputs := len(args)
	for _, x := range []string{f.text, f.claims} {
		if x != "" {
			inputs++
		}
	}
	if inputs != 1 {
		return usage("want one of a file, - for standard input, --text or --claims")
	}
	if f.format == "" {
		f.format = "text"
		if f.claims != "" {
			f.format = "jsonl"
		}
	}
	if !slices.Contains(checkFormats, f.format) {
		return usage("--format %s: want one of %s", f.format, strings.Join(checkFormats, ", "))
	}
	if (f.claims != "") != (f.format == "jsonl") {
		return usage("--claims is answered in the format jsonl, and nothing else is")
	}
	return nil
}

// check answers the command.
func (p *program) check(ctx context.Context, f *checkFlags, args []string) error {
	var asOf obs.Date
	if f.asOf != "" {
		date, err := obs.ParseDate(f.asOf)
		if err != nil {
			return usage("--as-of: %v", err)
		}
		asOf = date
	}
	desk, err := p.desk(ctx, f.series)
	if err != nil {
		return err
	}
	if f.llm != "" {
		m, err := newModel(ctx, f.llm, f.model)
		if err != nil {
			return err
		}
		desk.Proposer = m
		desk.basis += "\x00" + f.llm + "\x00" + f.model
	}
	if f.claims != "" {
		return p.checkRows(desk, f.claims)
	}
	data, kind, err := p.input(f, args)
	if err != nil {
		return err
	}
	text := article.Read(data, kind)
	if err := article.InEnglish(text.S, desk.words); err != nil {
		return err
	}
	return p.checkText(desk, article.Question{Text: text, Input: data, AsOf: asOf, Basis: desk.basis}, f)
}

// sentencesAtOnce is how many sentences are checked before their evidence is
// completed and they are written.
const sentencesAtOnce = 64

// sentencePage is a way of writing sentences.
type sentencePage interface {
	Sentence(s *article.Sentence) error
	End(id string, asOf obs.Date) error
}

// checkText checks a text and writes its sentences as it goes, so that a long one is
// not kept.
func (p *program) checkText(d *desk, q article.Question, f *checkFlags) error {
	out := bufio.NewWriterSize(p.stdout, 1<<16)
	id := q.ID()
	page, err := p.sentencePage(out, id, q.AsOf, f)
	if err != nil {
		return err
	}
	var batch []article.Sentence
	flush := func() error {
		if err := article.CiteAll(batch, d.cite); err != nil {
			return err
		}
		for i := range batch {
			if err := page.Sentence(&batch[i]); err != nil {
				return err
			}
		}
		batch = batch[:0]
		return nil
	}
	err = d.Each(q, func(s article.Sentence) error {
		batch = append(batch, s)
		if len(batch) < sentencesAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = page.End(id, q.AsOf)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// sentencePage begins the format that is asked for.
func (p *program) sentencePage(out io.Writer, id string, asOf obs.Date, f *checkFlags) (sentencePage, error) {
	switch f.format {
	case "json", "claimreview":
		return claims.NewJSON(out, id, asOf, f.format == "claimreview")
	case "html":
		return claims.NewPage(out, id)
	}
	width := f.columns
	if width == 0 {
		width = p.width()
	}
	return claims.NewText(out, min(max(width, 60), 120)), nil
}

// input reads the text and tells its kind.
func (p *program) input(f *checkFlags, args []string) (data []byte, kind string, err error) {
	if f.text != "" {
		return []byte(f.text), "", nil
	}
	if args[0] == "-" {
		data, err = article.ReadAll(p.stdin)
		return data, sniffed(data), err
	}
	in, err := os.Open(args[0])
	if err != nil {
		return nil, "", named(err)
	}
	defer in.Close()
	data, err = article.ReadAll(in)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", args[0], err)
	}
	return data, strings.TrimPrefix(strings.ToLower(filepath.Ext(args[0])), "."), nil
}

// sniffed tells a page from plain text by how it begins.
func sniffed(data []byte) string {
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	if bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) {
		return "html"
	}
	return ""
}

// rowsAtOnce is how many rows are checked before their evidence is completed.
const rowsAtOnce = 64

// checkRows checks the rows of a file in their order. A row that cannot be read is
// reported with its line; the rest go on.
func (p *program) checkRows(d *desk, name string) error {
	in := p.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return named(err)
		}
		defer f.Close()
		in = f
	}
	out := bufio.NewWriter(p.stdout)
	batch := make([]article.Result, 0, rowsAtOnce)
	lines := bufio.NewReader(in)
	rows := 0
	for n := 1; ; n++ {
		line, end := lines.ReadBytes('\n')
		if end != nil && !errors.Is(end, io.EOF) {
			return end
		}
		if len(bytes.TrimSpace(line)) > 0 {
			rows++
			result, err := checkRow(d, line)
			if err != nil {
				p.remark("qala: %s: line %d: %v", name, n, err)
			} else {
				batch = append(batch, result)
			}
		}
		if len(batch) == rowsAtOnce || end != nil {
			if err := writeRows(out, d, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		if end != nil {
			if rows == 0 {
				p.remark("qala: %s: no claims; want a JSON object with id and text on each line", name)
			}
			return out.Flush()
		}
	}
}

// writeRows completes the evidence of results and writes them.
func writeRows(out io.Writer, d *desk, batch []article.Result) error {
	if err := article.Cite(batch, d.cite); err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for i := range batch {
		if err := enc.Encode(&batch[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkRow checks one row.
func checkRow(d *desk, line []byte) (article.Result, error) {
	var row article.Row
	if err := json.Unmarshal(line, &row); err != nil {
		return article.Result{}, err
	}
	if row.ID == "" || strings.TrimSpace(row.Text) == "" {
		return article.Result{}, errors.New("a row wants id and text")
	}
	return d.Check(row)
}
