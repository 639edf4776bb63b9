//go:build unix

package store

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"testing/fstest"
)

// TestAFolderThatCannotBeWrittenIsReported needs somebody who is not root,
// whom no mode keeps out: as root it runs itself again as nobody.
func TestAFolderThatCannotBeWrittenIsReported(t *testing.T) {
	if path := os.Getenv("STORE_TEST_READ_ONLY"); path != "" {
		_, err := Open(t.Context(), Options{Path: path})
		fails(t, err, ErrReadOnly)
		_, err = Examine(t.Context(), path)
		fails(t, err, ErrReadOnly)
		return
	}
	folder, err := os.MkdirTemp("", "store-test-")
	ok(t, err)
	defer os.RemoveAll(folder)
	kept := filepath.Join(folder, "kept.db")
	ok(t, openAt(t, kept).Close())
	ok(t, os.Chmod(kept, 0o444))
	exe := filepath.Join(folder, "store.test")
	ok(t, os.CopyFS(folder, onlyFile(t, "store.test")))
	ok(t, os.Chmod(exe, 0o555))
	ok(t, os.Chmod(folder, 0o555))
	defer func() { _ = os.Chmod(folder, 0o700) }()
	for _, path := range []string{filepath.Join(folder, "r.db"), filepath.Join(folder, "data", "r.db"), kept} {
		cmd := exec.Command(exe, "-test.run=^"+t.Name()+"$")
		cmd.Dir, cmd.Env = folder, []string{"STORE_TEST_READ_ONLY=" + path}
		asNobody(cmd)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(path), err, out)
		}
	}
}

// asNobody lets a command run without root's rights.
func asNobody(cmd *exec.Cmd) {
	if os.Getuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// onlyFile is a file system of the running test binary alone, which stands in a
// folder that others may not enter.
func onlyFile(t *testing.T, name string) fs.FS {
	t.Helper()
	exe, err := os.Executable()
	ok(t, err)
	data, err := os.ReadFile(exe)
	ok(t, err)
	return fstest.MapFS{name: {Data: data, Mode: 0o755}}
}
