// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// floor is where a package stands and what that asks of it.
type floor struct {
	// dir is the folder, or a pattern for the folders of one kind.
	dir    string
	height int
	// pure packages neither touch the world nor import one of ours that does.
	pure bool
	// why is the reason, printed when the rule is broken.
	why string
}

// floors is the whole architecture: an import points to a lower floor, always.
// The first entry that matches a folder counts.
var floors = []floor{
	{"internal/country", 0, true, "who is who is the ground that everything stands on; it must be usable without anything else"},
	{"internal/stat", 0, true, "mathematics knows no country and no file, so that it can be checked against published values alone"},
	{"web", 0, true, "the built pages are bytes without logic; whoever serves them is handed an fs.FS"},
	{"data", 0, true, "the embedded files are bytes without logic; whoever needs them is handed an fs.FS"},

	{"internal/affiliation", 1, true, "who belongs together on a day is a matter of dated tables and countries; methods and surfaces ask it alike"},
	{"internal/obs", 1, true, "the central nouns are read first and depend on countries only"},
	{"internal/sensitivity", 1, true, "sampling and its indices are general mathematics; they work on vectors, not on countries"},

	{"internal/amount", 1, true, "what a text says in numbers and time is a shape; it knows no country and no unit's list"},
	{"internal/prose", 1, true, "reading plain English is about text alone; it knows no country and no phrase"},

	{"internal/lexicon", 2, true, "which words name which concept is data, read before any claim; it knows no value of any indicator"},
	{"internal/event", 2, true, "an event is a shape, counted into observations; it knows no method and no store"},
	{"internal/panel", 2, true, "a panel is a shape for reading; it does not know where its values are kept or what they are used for"},

	{"internal/composite", 3, true, "a method sees panels only: same panel, same scores, on any machine"},
	{"internal/neighbour", 3, true, "a method sees panels and borders only"},
	{"internal/coder", 3, true, "a coder sees a sentence and dictionaries only, so that what it decided can be shown"},
	{"internal/annotate", 3, true, "names, amounts and times are found before the form of a sentence is known, and decide nothing"},
	{"internal/claim", 3, true, "a claim is tested against evidence that it is handed, never against what it fetches"},
	{"internal/source", 3, true, "the importer's contract: readers take bytes and give observations, they neither fetch nor store"},

	{"internal/catalog", 4, true, "definitions are read from an fs.FS, so that the embedded ones and a user's own are read alike"},
	{"internal/composite/table", 4, true, "a user's table becomes a framework and a panel before the engine sees it; the engine knows no files"},
	{"internal/composite/audit", 4, true, "an audit looks at a fitted framework from outside; scoring does not need it"},
	{"internal/composite/multiverse", 4, true, "many variants of one framework are a use of the engine; the engine does not know that it is varied"},
	{"internal/composite/driver", 4, true, "what moved a score is read off two scored panels; scoring does not need it"},
	{"internal/claim/*", 4, true, "stages of the check stand on the claim's own nouns and on nothing that fetches"},
	{"internal/source/all", 5, true, "the list of readers knows every reader; no reader may know the list"},
	{"internal/source/sourcetest", 4, false, "only tests of readers import it; it reads the repository's own files"},
	{"internal/source/*", 4, true, "a reader of one file format stands alone: it turns bytes into observations and knows no other reader"},
	{"internal/snapshot", 4, false, "an adapter touches the disk; it knows observations and panels, and not what a score is"},
	{"internal/snapshot/fetch", 4, false, "the only code that uses the network stands apart, so that everything else works offline"},
	{"internal/store", 4, false, "an adapter touches the disk; it knows observations and panels, and not what a score is"},

	{"internal/article", 5, true, "a text is read by one stage and checked by another; what joins them stands above both and fetches nothing"},
	{"internal/assess", 5, true, "use cases declare what they need as interfaces and are handed a snapshot or a store; they import neither"},

	{"internal/assess/surround", 6, true, "questions on neighbours and years are asked of scored states; an assessment is handed its neighbourhood and does not know where from"},

	{"internal/render/*", 6, true, "what people read of one subject is written from its results alone"},
	{"internal/render", 6, true, "what people read is written from results alone: the same result, the same bytes"},

	{"internal/render/report", 6, true, "long answers become documents from results alone, as short ones become text"},

	{"internal/export", 6, true, "tables for other programs are written from results alone: the same result, the same bytes"},
	{"internal/front", 5, false, "what holds for every response is done once, before any surface; it knows no use case"},
	{"internal/endpoint", 6, false, "routes are made of typed questions and answers; what is asked is the API's business"},

	{"internal/api", 7, false, "a surface hands requests to use cases and bytes back; it computes nothing"},
	{"internal/site", 7, false, "a surface hands out the built pages; it computes nothing"},

	{"cmd/qala", 8, false, "the program wires everything and is imported by nothing"},
	{"doc/picture", 8, false, "a tool of the house, imported by nothing"},
	{"doc/fields", 8, false, "a tool of the house, imported by nothing"},
	{"bench", 8, false, "benchmarks of the whole are imported by nothing"},
	{"bench/*", 8, false, "benchmarks against peers are imported by nothing"},
	{".", 8, false, "the root holds the tour and these tests, and is imported by nothing"},
}

// The reasons of the rules that hold for every floor.
const (
	whyDown = "imports point strictly downwards, so that a package can be read, tested and replaced without what stands on it"
	whyPeer = "packages of one floor never import each other, so that each can change alone"
	whyPure = "a pure package gives the same result for the same input everywhere: no clock, no disk, no network, no hidden randomness, no log"
	whyHalf = "most of the program must be testable without the world"
)

// narrow lists imports of ours that are forbidden although they point down.
var narrow = []struct{ from, to, why string }{
	{"internal/snapshot", "internal/composite", "a snapshot does not know what a score is"},
	{"internal/snapshot", "internal/source", "a snapshot is handed readers through its own small interface; it knows observations and panels only"},
	{"internal/snapshot/fetch", "internal/source", "fetching knows addresses and hashes, not formats"},
	{"internal/store", "internal/composite", "a store does not know what a score is"},
	{"internal/store", "internal/source", "a store knows observations and panels only"},
	{"internal/assess", "internal/source", "use cases work on what was read, never on raw files"},
	{"internal/assess", "internal/snapshot", "use cases say what they need of a store and are handed one"},
	{"internal/assess", "internal/catalog", "use cases are handed definitions; where those were read is not their business"},
	{"internal/assess/surround", "internal/source", "use cases work on what was read, never on raw files"},
	{"internal/assess/surround", "internal/snapshot", "use cases are handed what they need of a store"},
	{"internal/assess/surround", "internal/catalog", "use cases are handed definitions; where those were read is not their business"},
	{"internal/sensitivity", "internal/country", "sensitivity analysis is about vectors, not about countries"},
}

// impure lists the standard packages that a pure package may not import.
var impure = []string{
	"os", "os/exec", "os/signal", "os/user", "net", "net/http", "net/rpc", "database/sql",
	"log", "log/slog", "syscall", "io/ioutil", "crypto/rand", "plugin",
}

// clockwork are the names of package time that read the clock or wait for it.
var clockwork = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// seeded are the names of math/rand/v2 that take their seed or source from the
// caller; all others use the process's own randomness.
var seeded = []string{
	"New", "NewPCG", "NewChaCha8", "NewZipf",
	"Rand", "Source", "PCG", "ChaCha8", "Zipf",
}

// TestFloors checks every import between our packages.
func TestFloors(t *testing.T) {
	for _, p := range repository(t).packages {
		here, ok := floorOf(p.dir)
		if !ok {
			t.Errorf("%s stands on no floor: give it a line, with a reason, in floors_test.go", p.dir)
			continue
		}
		for _, f := range p.code {
			for _, importPath := range f.imports() {
				dir, ours := own(importPath)
				if !ours {
					continue
				}
				there, ok := floorOf(dir)
				switch {
				case !ok:
					t.Errorf("%s imports %s, which stands on no floor", f.path, dir)
				case there.height == here.height:
					t.Errorf("%s imports %s, both on floor %d\n\trule: %s\n\t%s: %s", f.path, dir, here.height, whyPeer, p.dir, here.why)
				case there.height > here.height:
					t.Errorf("%s (floor %d) imports %s (floor %d)\n\trule: %s\n\t%s: %s",
						f.path, here.height, dir, there.height, whyDown, p.dir, here.why)
				}
				for _, n := range narrow {
					if n.from == p.dir && (n.to == dir || strings.HasPrefix(dir, n.to+"/")) {
						t.Errorf("%s imports %s\n\trule: %s", f.path, dir, n.why)
					}
				}
			}
		}
	}
}

// TestPure checks that pure packages are pure, directly and through our own.
func TestPure(t *testing.T) {
	r := repository(t)
	for _, p := range r.packages {
		here, ok := floorOf(p.dir)
		if !ok || !here.pure {
			continue
		}
		for _, trace := range r.impurities(p, nil) {
			t.Errorf("%s is not pure: %s\n\trule: %s\n\t%s: %s", p.dir, trace, whyPure, p.dir, here.why)
		}
	}
}

// TestMostlyPure checks, and prints, the share of pure packages.
func TestMostlyPure(t *testing.T) {
	r := repository(t)
	pure, all := 0, 0
	for _, p := range r.packages {
		if len(p.code) == 0 || p.dir == "." {
			continue
		}
		all++
		if len(r.impurities(p, nil)) == 0 {
			pure++
		}
	}
	t.Logf("%d of %d packages are pure", pure, all)
	if 100*pure < 60*all {
		t.Errorf("%d of %d packages are pure, want at least 60 %%\n\trule: %s", pure, all, whyHalf)
	}
}

// TestFloorsTable checks the table itself: a pure package cannot stand on a
// floor entry that is written twice, and every entry has its reason.
func TestFloorsTable(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range floors {
		if seen[f.dir] {
			t.Errorf("%s is listed twice", f.dir)
		}
		seen[f.dir] = true
		if len(strings.Fields(f.why)) < 5 {
			t.Errorf("%s: the reason %q says too little", f.dir, f.why)
		}
	}
}

// floorOf finds the entry of a folder.
func floorOf(dir string) (floor, bool) {
	for _, f := range floors {
		if ok, err := path.Match(f.dir, dir); err == nil && ok {
			return f, true
		}
	}
	return floor{}, false
}

// impurities lists what makes a package impure, each with the way there.
func (t *tree) impurities(p *goPackage, seen map[string]bool) []string {
	if seen == nil {
		seen = map[string]bool{}
	}
	if seen[p.dir] {
		return nil
	}
	seen[p.dir] = true
	found := []string{}
	for _, f := range p.code {
		found = append(found, t.impureImports(f)...)
		found = append(found, t.impureCalls(f)...)
		for _, importPath := range f.imports() {
			if dir, ours := own(importPath); ours {
				for _, trace := range t.impurities(t.find(dir), seen) {
					found = append(found, "through "+dir+": "+trace)
				}
			}
		}
	}
	return found
}

// impureImports lists imports of impure packages.
func (t *tree) impureImports(f goFile) []string {
	found := []string{}
	for _, importPath := range f.imports() {
		if slices.Contains(impure, importPath) {
			found = append(found, f.path+" imports "+importPath)
		}
		if importPath == "math/rand" {
			found = append(found, f.path+" imports math/rand, whose generators cannot be seeded apart; use math/rand/v2")
		}
	}
	return found
}

// impureCalls lists uses of the clock and of the process's randomness.
func (t *tree) impureCalls(f goFile) []string {
	found := []string{}
	clock, random := f.named("time"), f.named("math/rand/v2")
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok || x.Obj != nil {
			return true
		}
		switch {
		case x.Name == clock && slices.Contains(clockwork, sel.Sel.Name):
			found = append(found, t.at(sel.Pos())+" uses the clock: time."+sel.Sel.Name)
		case x.Name == random && !slices.Contains(seeded, sel.Sel.Name):
			found = append(found, t.at(sel.Pos())+" uses global randomness: rand."+sel.Sel.Name)
		}
		return true
	})
	return found
}

// named is the name by which a file calls an imported package; empty where it
// does not import it.
func (f goFile) named(importPath string) string {
	for _, spec := range f.ast.Imports {
		if strings.Trim(spec.Path.Value, `"`) != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		base := path.Base(importPath)
		if base == "v2" {
			base = path.Base(path.Dir(importPath))
		}
		return base
	}
	return ""
}

// find is the package in a folder; an empty one where there is none.
func (t *tree) find(dir string) *goPackage {
	for _, p := range t.packages {
		if p.dir == dir {
			return p
		}
	}
	return &goPackage{dir: dir}
}

// TestImpurityIsSeen checks the scanner itself on small broken files.
func TestImpurityIsSeen(t *testing.T) {
	for name, test := range map[string]struct {
		src  string
		want bool
	}{
		"clean":        {`import "strings"; var _ = strings.ToUpper`, false},
		"disk":         {`import "os"; var _ = os.Open`, true},
		"clock":        {`import "time"; var _ = time.Now`, true},
		"clock alias":  {`import clock "time"; var _ = clock.Since`, true},
		"duration":     {`import "time"; const d = time.Second`, false},
		"global rand":  {`import "math/rand/v2"; var _ = rand.IntN`, true},
		"seeded rand":  {`import "math/rand/v2"; var _ = rand.NewPCG`, false},
		"old rand":     {`import "math/rand"; var _ = rand.New`, true},
		"own variable": {`import "fmt"; type c struct{ Now int }; func f(time c) { fmt.Println(time.Now) }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, f := parseText(t, test.src)
			found := append(r.impureImports(f), r.impureCalls(f)...)
			if (len(found) > 0) != test.want {
				t.Errorf("found %q, want impurity %v", found, test.want)
			}
		})
	}
}

// parseText parses the body of a file for a test of a rule.
func parseText(t *testing.T, src string) (*tree, goFile) {
	t.Helper()
	r := &tree{fset: token.NewFileSet()}
	f, err := parser.ParseFile(r.fset, "p.go", "package p; "+src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return r, goFile{path: "p.go", ast: f}
}
