// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/front"
)

// serving is what the command serve is told.
type serving struct {
	addr          string
	open, openapi bool
}

// newServe makes the command serve.
func newServe(p *program) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and the API on this machine",
		Long: `Serve answers requests for the pages and for the API, from the data in the
program: no network is needed. It listens on this machine alone unless --addr
names another address; then whoever reaches that address can ask, and nothing
that is asked or sent is encrypted or limited to a person. It ends, after what
is under way, on an interrupt.

` + exitHelp,
		Example: `  qala serve
  qala serve --open
  qala serve --addr 127.0.0.1:9000
  qala serve --openapi > openapi.json`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&s.addr, "addr", "127.0.0.1:8080", "the `address` to listen on; port 0 takes one that is free")
	cmd.Flags().BoolVar(&s.open, "open", false, "open the pages in a browser")
	cmd.Flags().BoolVar(&s.openapi, "openapi", false, "print the OpenAPI document of the API instead of serving")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if s.openapi {
			return p.printOpenAPI()
		}
		return p.serve(cmd.Context(), s)
	}
	return cmd
}

// service makes the API.
func (p *program) service() (*api.Service, error) {
	cases, err := p.cases()
	if err != nil {
		return nil, err
	}
	return api.New(cases, endpoint.DefaultLimits(), p.faulty)
}

// printOpenAPI prints the OpenAPI document.
func (p *program) printOpenAPI() error {
	s, err := p.service()
	if err != nil {
		return err
	}
	defer s.Close()
	text, err := s.Document()
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(text)
	return err
}

// grace is how long requests under way may take once the server is to end.
const grace = 10 * time.Second

// handler is the whole server, and what ends it.
func (p *program) handler() (http.Handler, func(), error) {
	service, err := p.service()
	if err != nil {
		return nil, nil, err
	}
	pages, err := p.site(service)
	if err != nil {
		return nil, nil, err
	}
	snap, err := p.snapshot()
	if err != nil {
		return nil, nil, err
	}
	whole, err := front.New(front.Setup{
		API: service, Pages: pages, Version: number, Data: snap.Hash(), Limits: front.DefaultLimits(),
		Gauges: gauges(service), Fault: p.faulty,
	})
	return whole, service.Close, err
}

// faulty tells the operator of an error that is the program's own.
func (p *program) faulty(err error) { p.remark("qala: %v", err) }

// gauges are what /metrics shows of the answers that are kept.
func gauges(s *api.Service) []front.Gauge {
	list := []front.Gauge{}
	for _, g := range s.Gauges() {
		list = append(list, front.Gauge(g))
	}
	return list
}

// serve serves until the context ends.
func (p *program) serve(ctx context.Context, s serving) error {
	whole, end, err := p.handler()
	if err != nil {
		return err
	}
	defer end()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	server := &http.Server{
		Handler: whole, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: log.New(io.Discard, "", 0), // what single connections say is no news to the operator
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	url := p.announce(listener.Addr())
	if s.open {
		p.browse(ctx, url)
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	p.remark("stopping")
	// The context has ended, and what is under way may still end in order.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	// What still computes after half of that is called off, so that who waits for it
	// is told.
	defer time.AfterFunc(grace/2, end).Stop()
	err = server.Shutdown(last)
	if serr := <-ended; !errors.Is(serr, http.ErrServerClosed) {
		err = errors.Join(err, serr)
	}
	return err
}

// announce prints where the pages are and what that means, and returns the
// address for a browser on this machine.
func (p *program) announce(addr net.Addr) string {
	host, port, _ := net.SplitHostPort(addr.String())
	ip := net.ParseIP(host)
	local := "127.0.0.1"
	if ip.IsLoopback() {
		local = host
	}
	url := "http://" + net.JoinHostPort(local, port) + "/"
	_, _ = fmt.Fprintln(p.stdout, url) // Who cannot be told has no use for an error on that.
	if !ip.IsLoopback() {
		p.remark("listening on %s: whoever reaches this address can ask; nothing is encrypted, and no one is asked who they are", addr)
	}
	return url
}

// browse opens an address in the browser of the desktop, where there is one.
func (p *program) browse(ctx context.Context, url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	if err := exec.CommandContext(ctx, name, args...).Start(); err != nil {
		p.remark("no browser was found; open %s", url)
	}
}
