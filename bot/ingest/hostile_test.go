package ingest_test

func hostileChild() bool { return false }
