package search

import "rapporteur/bot/english"

// leaning words at the head of a sentence make it lean on the one before.
var leaning = stemSet(`he she it they this that these those his her its their him them such there
	however but and also then thus so nor yet instead meanwhile`)

// negations are words that turn a statement round.
var negations = stemSet(`not no never none nobody nothing neither nor without cannot dont doesnt didnt isnt arent
	wasnt werent wont cant couldnt hasnt havent hadnt unable refuse refused fail failed`)

// cues are words whose presence is evidence of a sort of answer, by stem.
var cues = func() map[string]wants {
	m := make(map[string]wants)
	for w, words := range map[wants]string{
		wantsTime: `january february march april june july august september october november december
			monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow
			century decade year month week day morning evening night spring summer autumn winter ago annual`,
		wantsNumber: `two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty
			seventy eighty ninety dozen hundred thousand million billion trillion half third quarter percent %
			double twice single several`,
		wantsReason: `because due since cause result lead therefore thus owing reason consequence thanks
			order allow enable prevent avoid ensure fear attribute stem trigger prompt purpose aim`,
		wantsPlace: `city town village country region state north south east west northern southern eastern
			western coast island river border capital province district area located near`,
		wantsPerson: `mr mrs dr sir president minister king queen professor general author leader director founder`,
	} {
		for word := range wordSet(words) {
			m[english.Stem(word)] = w
		}
	}
	return m
}()

// cueOf returns the sort of answer that an indexed form is evidence of.
func cueOf(name string) wants {
	if isYear(name) {
		return wantsTime
	}
	return cues[name]
}

// isYear reports whether a form looks like a year or a decade: 1998, 1990s.
func isYear(name string) bool {
	if len(name) == 5 && name[4] == 's' {
		name = name[:4]
	}
	if len(name) != 4 || name[0] != '1' && name[0] != '2' {
		return false
	}
	for i := range 4 {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return true
}
