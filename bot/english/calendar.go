package english

import "time"

// Month is the month that a folded word names, in full or in short ("sept" and "sep"
// too); 0 for any other word. Whether "may" and "march" name one here is for the caller
// to say.
func Month(word string) time.Month { return months[word] }

var months = map[string]time.Month{
	"january": time.January, "february": time.February, "march": time.March, "april": time.April,
	"may": time.May, "june": time.June, "july": time.July, "august": time.August,
	"september": time.September, "october": time.October, "november": time.November, "december": time.December,
	"jan": time.January, "feb": time.February, "mar": time.March, "apr": time.April, "jun": time.June, "jul": time.July,
	"aug": time.August, "sept": time.September, "sep": time.September, "oct": time.October, "nov": time.November, "dec": time.December,
}

// Weekday is the day of the week that a folded word names in full. ok is false for any
// other word.
func Weekday(word string) (day time.Weekday, ok bool) {
	day, ok = weekdays[word]
	return day, ok
}

var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
}
