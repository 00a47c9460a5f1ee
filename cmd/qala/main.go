// SPDX-License-Identifier: Apache-2.0

// Command qala is an open observatory of state security: for any state it says
// how secure it is and through which elements, with evidence that a reader can
// open down to the raw row.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
