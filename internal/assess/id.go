// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// idLength is how many hexadecimal digits an id has: 64 bits, enough that two
// answers in one archive do not share one by chance.
const idLength = 16

// id is the name of an answer: a hash of all that it depends on.
func (a *Assessor) id(question, subject string, year int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%s\n%s\n%s\n%s\n",
		question, subject, year, a.DataHash, a.Framework.Hash, a.AsOf.Date, a.Version))
	return hex.EncodeToString(sum[:])[:idLength]
}
