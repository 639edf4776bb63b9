//go:build !unix

package curate

import "io/fs"

// fileID is not known.
func fileID(fs.FileInfo) any { return nil }
