package gaps

import (
	"strings"
	"sync"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// nouns say what a question without a question word of its own wants, by the key of
// a term: "death toll in Kerala?", "what is the population of Gaza".
var nouns = sync.OnceValue(func() map[string]asks {
	return keyed(map[asks]string{
		number: `death toll,number of dead,number of deaths,number killed,body count,population,inhabitants,price,cost,fee,rate,amount,size,height,
		age,turnout,inflation,unemployment,budget,strength,magnitude`,
		duration: `length,distance`,
		person: `president,prime minister,PM,leader,winner,owner,head of state,chancellor,king,opposition leader,author,founder,builder,boss,
		commander,chief,chairman`,
		reason: `reason,cause`,
	})
})

// keyed files what each expression of the lists asks under its key.
func keyed(lists map[asks]string) map[string]asks {
	m := make(map[string]asks)
	for a, list := range lists {
		for expression := range strings.SplitSeq(list, ",") {
			m[strings.Join(english.Terms(strings.TrimSpace(expression)), " ")] |= a
		}
	}
	return m
}

// kin is a set of groups of words that come to the same in a question, though they
// are of different parts of speech.
type kin uint64

// kinOf are the groups of a term by its key.
var kinOf = sync.OnceValue(func() map[string]kin {
	return kindredWords(`
	price cost fee charge pay tariff expensive
	pay finance fund financing funding
	population inhabitant live resident
	own owner belong
	join enter member accede admit adopt accession membership entry switch introduce
	start begin beginning launch outbreak break_out open opening inaugurate
	end over expire run_out finish valid last
	kill die death death_toll dead casualty number_of_death number_of_dead fatality victim
	arrest jail prison imprison detain custody behind_bars imprisonment
	lead leader head chief boss
	win winner victory
	term serve office tenure mandate stay_in_office
	fall drop decline down lose plunge
	rise grow increase up climb gain
	close closure shut shut_down shutdown switch_off quit abandon phase_out block
	contain include content
	rail railway train
	street road
	turnout vote voter
	election vote poll ballot
	fail collapse
	fine penalty punishment
	dismiss layoff sack redundancy
	vaccine vaccinate vaccination jab shot
	register registration enrol
	apply application
	demand want request
	entitle eligible qualify
	build builder construct construction contractor
	resign resignation quit`)
})

// kindredWords reads the groups, one a line; "_" stands for a space.
func kindredWords(text string) map[string]kin {
	m := make(map[string]kin)
	group := kin(1)
	for line := range strings.Lines(strings.TrimSpace(text)) {
		for expression := range strings.FieldsSeq(line) {
			m[strings.Join(english.Terms(strings.ReplaceAll(expression, "_", " ")), " ")] |= group
		}
		group <<= 1
	}
	return m
}

var (
	auxiliaries = alike.Set(`is are was were do does did has have had can could will would should may must isnt arent doesnt didnt hasnt`)

	// fillers frame a question and say nothing of what it is about.
	fillers = alike.Set(`hey hi hello please pls plz thanks thx anyone know knows known news wonder wondering tell ask question curious guys folks
		someone anybody exactly actually really just yet again now currently right moment today also maybe so far ok okay btw
		about between on of any some there`)

	// light words carry little by themselves.
	light = alike.Set(`get gets got getting give gives gave given giving have put puts take takes took taken make makes made go goes went
		come comes came become becomes became will would can could use uses used hold holds held happen happened happens
		new old many much people persons person country countries state states place thing things say says said tell told
		be been being against over under through for with by from into out up off still already after before during
		long last do done doing want wants need needs see seen think year years day days date time money sum
		way lie lies located exact official officially current latest recent name`)

	// titles say nothing beside the name of who bears them.
	titles = sync.OnceValue(func() map[string]bool {
		m := make(map[string]bool)
		for title := range strings.SplitSeq(`president,prime minister,chancellor,minister,king,queen,general,senator,mr,mrs,pope`, ",") {
			m[strings.Join(english.Terms(title), " ")] = true
		}
		return m
	})
)
