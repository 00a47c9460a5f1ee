// SPDX-License-Identifier: Apache-2.0

package amount

import "testing"

func TestFlipped(t *testing.T) {
	for op, want := range map[Op]Op{
		Above: Below, Below: Above, AtLeast: AtMost, AtMost: AtLeast, FarAbove: FarBelow, FarBelow: FarAbove,
		Equal: Equal, About: About, Nearly: Nearly, JustAbove: JustAbove,
	} {
		if got := op.Flipped(); got != want {
			t.Errorf("%s flipped is %s, want %s", op, got, want)
		}
		if op.Flipped().Flipped() != op {
			t.Errorf("%s flipped twice is another", op)
		}
	}
}

func TestMidAndYears(t *testing.T) {
	if got := (Number{Low: 4000, High: 5000}).Mid(); got != 4500 {
		t.Errorf("middle %g", got)
	}
	if got := (Span{From: 2010, To: 2019}).Years(); got != 10 {
		t.Errorf("%d years", got)
	}
}
