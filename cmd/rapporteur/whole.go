package main

import (
	"errors"
	"os"
	"path/filepath"
)

// pageMode are the permissions of a file that the program writes for a person.
const pageMode = 0o644

// writeWhole writes a file so that it is there whole or as it was before: beside
// its place, synced, and renamed into it.
func writeWhole(name string, data []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}()
	if _, err = file.Write(data); err != nil {
		return err
	}
	if err = errors.Join(file.Chmod(pageMode), file.Sync()); err != nil {
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
