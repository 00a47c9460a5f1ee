// SPDX-License-Identifier: Apache-2.0

// Command load asks a running server at a steady rate and says how long answers
// took.
//
// Requests are sent at the times a plan sets, whether or not earlier ones have
// been answered, and times are counted from the plan: a server that stalls is
// charged for everyone who would have waited (no coordinated omission). Go run:
//
//	qala serve &
//	go run ./bench/load -rate 1000 -for 30s
//
// Paths are asked for in turn, those of -paths or a mix of kept answers.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"
)

// usual are the answers that the pages ask for most.
const usual = "/api/v1/countries/AZE/assessment,/api/v1/countries/GEO/assessment,/api/v1/countries/ARM/assessment.csv," +
	"/api/v1/rank,/api/v1/compare?c=AZE%2CGEO%2CARM,/api/v1/explain?country=AZE&indicator=wgi.pv&year=2022"

// plan is what to ask, how often and for how long.
type plan struct {
	url, encoding string
	paths         []string
	rate          int
	last          time.Duration
}

// asking is what every request has in common.
type asking struct {
	plan
	client *http.Client
}

// answer is what came of one request.
type answer struct {
	took   time.Duration
	status int
	bytes  int64
	err    error
}

func main() {
	var p plan
	var paths string
	flag.StringVar(&p.url, "url", "http://127.0.0.1:8080", "where the server is")
	flag.StringVar(&paths, "paths", usual, "what to ask for, in turn, parted by commas")
	flag.StringVar(&p.encoding, "encoding", "gzip", "the encoding asked for")
	flag.IntVar(&p.rate, "rate", 1000, "requests a second")
	flag.DurationVar(&p.last, "for", 30*time.Second, "how long to ask")
	flag.Parse()
	p.paths = strings.Split(paths, ",")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	fmt.Print(report(p, run(ctx, p)))
	stop()
}

// run asks by the plan and waits for every answer.
func run(ctx context.Context, p plan) []answer {
	client := &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 512, MaxConnsPerHost: 512, DisableCompression: true,
		},
	}
	a := asking{p, client}
	for _, path := range p.paths {
		a.ask(ctx, path, time.Now()) // so that answers are kept, and connections there
	}
	n := int(p.last.Seconds() * float64(p.rate))
	answers := make([]answer, n)
	began := time.Now()
	var all sync.WaitGroup
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(p.rate))
		time.Sleep(time.Until(due))
		if ctx.Err() != nil {
			answers = answers[:i]
			break
		}
		all.Go(func() { answers[i] = a.ask(ctx, p.paths[i%len(p.paths)], due) })
	}
	all.Wait()
	return answers
}

// ask asks for one path; its time counts from when it was due.
func (a asking) ask(ctx context.Context, path string, due time.Time) answer {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+path, nil)
	if err != nil {
		return answer{err: err}
	}
	req.Header.Set("Accept-Encoding", a.encoding)
	resp, err := a.client.Do(req)
	if err != nil {
		return answer{took: time.Since(due), err: err}
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	return answer{time.Since(due), resp.StatusCode, n, err}
}

// report gives quantiles of the times and counts of what came back.
func report(p plan, answers []answer) string {
	if len(answers) == 0 {
		return ""
	}
	slices.SortFunc(answers, func(x, y answer) int { return cmp.Compare(x.took, y.took) })
	statuses, bytes, failed := map[int]int{}, int64(0), 0
	for _, a := range answers {
		statuses[a.status]++
		bytes += a.bytes
		if a.err != nil {
			failed++
		}
	}
	at := func(q float64) string {
		return fmt.Sprintf("%.2f ms", float64(answers[min(len(answers)-1, int(q*float64(len(answers))))].took.Microseconds())/1000)
	}
	return fmt.Sprintf("%d requests at %d a second: p50 %s, p90 %s, p99 %s, p99.9 %s, longest %s; %.1f MB, %d failed, statuses %v\n",
		len(answers), p.rate, at(.5), at(.9), at(.99), at(.999), at(1), float64(bytes)/1e6, failed, statuses)
}
