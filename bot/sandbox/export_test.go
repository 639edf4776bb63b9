package sandbox

import (
	"maps"
	"slices"
)

// Verbs and Cruelties are what the control API knows, for the tests of it.
func Verbs() []string     { return slices.Sorted(maps.Keys(verbs())) }
func Cruelties() []string { return slices.Sorted(maps.Keys(cruelties())) }
