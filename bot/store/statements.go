package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"modernc.org/sqlite"
)

// maxStatements bounds the compiled statements that one connection keeps. The
// program has fewer than half as many.
const maxStatements = 256

// openDB opens a database whose connections keep statements compiled. Compiling
// one takes as long as running it, and database/sql's own Stmt would have to be
// carried to every place that has a transaction.
func openDB(dsn string) *sql.DB { return sql.OpenDB(connector(dsn)) }

// connector makes connections to the file of a DSN.
type connector string

func (c connector) Driver() driver.Driver { return &sqlite.Driver{} }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.Driver().Open(string(c))
	if err != nil {
		return nil, err
	}
	return &connection{engine: opened.(engine), idle: make(map[string]statement)}, nil
}

// engine is what the driver's connections do, and connection passes on.
type engine interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// connection keeps the statements that are not in use. database/sql lets one
// goroutine use it at a time.
type connection struct {
	engine
	idle map[string]statement
}

// keeps reports whether a query is kept compiled: what reads and writes rows, not
// what is run once, such as pragmas, nor scripts of several statements.
func keeps(query string) bool {
	verb, _, _ := strings.Cut(strings.TrimLeft(query, " \t\n"), " ")
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE":
		return !strings.Contains(query, ";")
	}
	return false
}

// take takes a statement out of those that are idle, or compiles it: while its
// rows are read, the same query is another.
func (c *connection) take(ctx context.Context, query string) (statement, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.(statement), nil
}

// give keeps a statement, or closes it where there is one like it or no room.
func (c *connection) give(query string, s statement) error {
	if _, twice := c.idle[query]; twice || len(c.idle) >= maxStatements {
		return s.Close()
	}
	c.idle[query] = s
	return nil
}

func (c *connection) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !keeps(query) {
		return c.engine.ExecContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		_ = s.Close() // its error is err, once more
		return nil, err
	}
	return result, c.give(query, s)
}

func (c *connection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !keeps(query) {
		return c.engine.QueryContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := s.QueryContext(ctx, args)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return &foundRows{Rows: found, c: c, query: query, s: s}, nil
}

// Close closes the connection with its statements.
func (c *connection) Close() error {
	for _, s := range c.idle {
		_ = s.Close() // repeats the error of its last run
	}
	c.idle = nil
	return c.engine.Close()
}

// foundRows give their statement back when they are closed.
type foundRows struct {
	driver.Rows
	c     *connection
	query string
	s     statement
}

func (r *foundRows) Close() error {
	err := r.Rows.Close()
	if r.s == nil {
		return err
	}
	s := r.s
	r.s = nil
	if err != nil || r.c.idle == nil {
		_ = s.Close()
		return err
	}
	return r.c.give(r.query, s)
}
