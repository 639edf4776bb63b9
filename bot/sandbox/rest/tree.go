package rest

import (
	"net/url"
	"strings"

	"rapporteur/bot/sandbox/world"
)

// node is a place in the tree of routes, reached by the segments of a path. The
// patterns of http.ServeMux would not do: /messages/pins/{id} and
// /messages/{id}/reactions have paths in common, and neither is the narrower.
type node struct {
	literal map[string]*node
	any     *node
	routes  map[string]*route // by method
}

func newTree(all []route) *node {
	root := &node{}
	for i := range all {
		root.add(&all[i])
	}
	return root
}

func (n *node) add(r *route) {
	for _, segment := range segmentsOf(r.path) {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			r.names = append(r.names, strings.TrimSuffix(name, "}"))
			if n.any == nil {
				n.any = &node{}
			}
			n = n.any
			continue
		}
		if n.literal == nil {
			n.literal = make(map[string]*node)
		}
		if n.literal[segment] == nil {
			n.literal[segment] = &node{}
		}
		n = n.literal[segment]
	}
	if n.routes == nil {
		n.routes = make(map[string]*route)
	}
	n.routes[r.method] = r
}

func segmentsOf(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// find is the route of the escaped segments, with what its wildcards stand for.
// A literal segment goes before a wildcard.
func (n *node) find(method string, segments []string) (*route, []string, error) {
	end, values := n.walk(segments, nil, func(end *node) bool { return end.routes[method] != nil })
	if end != nil {
		return end.routes[method], values, nil
	}
	if end, _ := n.walk(segments, nil, func(end *node) bool { return end.routes != nil }); end != nil {
		return nil, nil, world.ErrMethodNotAllowed
	}
	return nil, nil, world.ErrNotFound
}

func (n *node) walk(segments, values []string, wanted func(*node) bool) (*node, []string) {
	if len(segments) == 0 {
		if wanted(n) {
			return n, values
		}
		return nil, nil
	}
	value, err := url.PathUnescape(segments[0]) // discord.js writes %40original
	if err != nil || value == "" {
		return nil, nil
	}
	if next := n.literal[value]; next != nil {
		if end, found := next.walk(segments[1:], values, wanted); end != nil {
			return end, found
		}
	}
	if n.any == nil {
		return nil, nil
	}
	return n.any.walk(segments[1:], append(values, value), wanted)
}
