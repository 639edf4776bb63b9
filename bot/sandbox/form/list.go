package form

import (
	"encoding/json"
	"fmt"
)

// list is an array of values of one shape.
type list struct {
	of            shape
	least         int
	most          int  // 0 allows none, less any number
	distinct      bool // of strings and numbers: none stands twice
	nullableItems bool
}

func (l list) check(c *checker, v any) {
	items, ok := v.([]any)
	if !ok {
		c.fail("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return
	}
	if !c.length(len(items), l.least, l.most) {
		return
	}
	for i, item := range items {
		switch {
		case item != nil:
			c.part(index(i), l.of, item)
		case !l.nullableItems:
			c.failAt("LIST_ITEM_VALUE_REQUIRED", "List item values of ModelType are required", index(i))
		}
	}
	if l.distinct {
		l.checkDistinct(c, items)
	}
}

func (l list) checkDistinct(c *checker, items []any) {
	seen := make(map[string]bool, len(items))
	for i, item := range items {
		switch item.(type) {
		case string, json.Number:
		default:
			continue
		}
		written := fmt.Sprint(item) // "1" and 1 are the same ID
		if seen[written] {
			c.failAt("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value", index(i))
		}
		seen[written] = true
	}
}
