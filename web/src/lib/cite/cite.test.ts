// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "vitest";
import { cite, latex, newest } from "./cite";

const cited = { title: "Azerbaijan, 2023: Soft & hard", id: "06208b8ff9b4d1c1", data: "1d74421811543a81020c", version: "0.1.0", published: "2026-03-01", command: "qala assess AZE --year 2023", permalink: "http://127.0.0.1:8080/c/AZE" };

test("a citation names the id, the data, the command and the address, in three forms", () => {
  const forms = cite(cited);
  expect(forms.text).toBe("Qala (2026). Azerbaijan, 2023: Soft & hard. Id 06208b8ff9b4d1c1, data 1d74421811543a81, qala 0.1.0. Reproduce: qala assess AZE --year 2023. http://127.0.0.1:8080/c/AZE");
  expect(forms.bibtex).toContain("title = {{Azerbaijan, 2023: Soft \\& hard}}");
  expect(forms.bibtex).toContain("year = {2026}");
  expect(JSON.parse(forms.csl)).toMatchObject([{ type: "dataset", number: cited.id, issued: { "date-parts": [[2026, 3, 1]] } }]);
});

test("what is not known is left out", () => {
  const forms = cite({ ...cited, published: "", data: "" });
  expect(forms.text.startsWith("Qala. ")).toBe(true);
  expect(forms.bibtex).not.toContain("year =");
  expect(JSON.parse(forms.csl)[0]).not.toHaveProperty("issued");
});

test("LaTeX reads no mark as more than a letter", () => {
  expect(latex("50 % of a_b {x} \\y ~^#$&")).toBe("50 \\% of a\\_b \\{x\\} \\textbackslash{}y \\textasciitilde{}\\textasciicircum{}\\#\\$\\&");
});

test("the newest release", () => {
  expect(newest([{ published: "2024-06-30" }, {}, { published: "2026-03-01" }])).toBe("2026-03-01");
  expect(newest([])).toBe("");
});
