// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/qala-observatory/qala/internal/source"
)

// Bounds of an archive. The vintages have pages below 0.2 MB, some 280 members
// and 12 MB in all.
const (
	maxMember  = 4 << 20
	maxMembers = 2000
	maxTotal   = 256 << 20
)

// member is one page of an archive, or why it could not be taken.
type member struct {
	name, code string
	data       []byte
	bad        string
}

// walk calls visit for every page of a tar.gz in the archive's order. Members
// that are no pages, such as folders and lists of categories, are passed over.
func walk(file source.File, visit func(member) error) error {
	packed, err := gzip.NewReader(io.NewSectionReader(file.Data, 0, file.Size))
	if err != nil {
		return fmt.Errorf("gzip: %w", cut(err))
	}
	defer packed.Close()
	all := &io.LimitedReader{R: packed, N: maxTotal}
	in := tar.NewReader(all)
	pages := 0
	for n := 1; ; n++ {
		head, err := in.Next()
		switch {
		case all.N <= 0:
			return source.ErrTooLarge
		case err == io.EOF && pages == 0:
			return errors.New("archive holds no page: want folder/xx.json")
		case err == io.EOF:
			_, err := io.Copy(io.Discard, packed) // checks the checksum behind the end
			return cut(err)
		case err != nil:
			return fmt.Errorf("member %d: %w", n, cut(err))
		case n > maxMembers:
			return fmt.Errorf("archive has more than %d members", maxMembers)
		}
		code, ok := pageCode(head)
		if !ok {
			continue
		}
		pages++
		m := member{name: strings.TrimPrefix(head.Name, "./"), code: code}
		if err := m.fill(in, head.Size); err != nil {
			return fmt.Errorf("member %s: %w", m.name, cut(err))
		}
		if err := visit(m); err != nil {
			return err
		}
	}
}

// fill reads the page, unless it is too large to be one.
func (m *member) fill(in io.Reader, size int64) error {
	if size > maxMember {
		m.bad = fmt.Sprintf("page has %d bytes, more than %d", size, maxMember)
		return nil
	}
	m.data = make([]byte, size)
	_, err := io.ReadFull(in, m.data)
	return err
}

// pageCode tells the country code of a member "folder/xx.json".
func pageCode(head *tar.Header) (string, bool) {
	name, ok := strings.CutSuffix(path.Base(head.Name), ".json")
	return name, ok && len(name) == 2 && head.Typeflag == tar.TypeReg
}

// cut names a sudden end for what it is: a file that is not whole.
func cut(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("file is cut off: %w", io.ErrUnexpectedEOF)
	}
	return err
}
