// SPDX-License-Identifier: Apache-2.0

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The brief as a file of its own: one script and one style, fonts within, which the program writes into a page.
export default defineConfig({
  plugins: [svelte()],
  publicDir: false,
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    outDir: "dist/brief",
    emptyOutDir: true,
    assetsInlineLimit: 1 << 20,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: "src/brief.ts",
      output: { format: "iife", entryFileNames: "brief.js", assetFileNames: "brief.[ext]" },
    },
  },
});
