// SPDX-License-Identifier: Apache-2.0

// Command qala is the observatory on the command line: it wires definitions,
// snapshot, methods and renderers, and computes nothing itself.
//
// Its nouns are the program (what every command needs: streams, data, clock) and
// the command (one file each, listed in run.go). The steps: run parses the
// arguments, a command asks the packages below and prints what they answer, and
// exit.go makes an exit status of what went wrong. Data goes to standard output,
// remarks, progress and errors to standard error.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, streams{os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}
