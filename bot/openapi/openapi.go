// Package openapi finds the official OpenAPI documents that tests hold requests
// against. They are no part of the program: whoever wants one does without on
// ErrMissing.
package openapi

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is where the documents lie, seen from the module's root.
const folder = "../shared/spec"

// ErrMissing says that the document is not on this machine.
var ErrMissing = errors.New("the official OpenAPI document is not here")

// Read reads a document beside the module that the working directory is in. The error
// wraps ErrMissing where there is none.
func Read(name string) ([]byte, error) {
	module, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(folder), name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: no %s/%s", ErrMissing, folder, name)
	case err != nil:
		return nil, fmt.Errorf("official document: %w", err)
	}
	return data, nil
}

// moduleRoot is the nearest folder upwards with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("working directory: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w: no go.mod above the working directory", ErrMissing)
		}
		dir = parent
	}
}
