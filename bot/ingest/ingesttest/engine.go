package ingesttest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// EngineFolder is where tests keep the machine code of the PDF engine between
// their runs.
func EngineFolder() string {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "rapporteur-test", "pdf")
}

// Endless is a PDF of one page, small in itself, that draws some text a billion
// times: nine forms, each of which draws the next ten times.
func Endless() []byte {
	p := &PDF{}
	p.Add("<</Type/Catalog/Pages 2 0 R>>")
	p.Add("<</Type/Pages/Count 1/Kids[4 0 R]>>")
	p.Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	p.Add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>/Contents 5 0 R>>")
	p.Stream("", strings.Repeat("/X Do ", 10))
	for i := range 9 {
		p.Stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</X %d 0 R>>>>", 7+i), strings.Repeat("/X Do ", 10))
	}
	p.Stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>", strings.Repeat("BT /F 9 Tf 9 9 Td (And again.) Tj ET ", 10))
	return p.Bytes()
}
