// SPDX-License-Identifier: Apache-2.0

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The server whose API the development pages ask; `qala serve` prints its address. */
const server = process.env["QALA"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte()],
  // Nothing is inlined: the content security policy allows files of this origin alone.
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 200,
  },
  server: { proxy: { "/api": server, "/openapi.json": server } },
});
