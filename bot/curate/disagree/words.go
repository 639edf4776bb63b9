package disagree

import "rapporteur/bot/curate/alike"

var (
	clauseWords = alike.Set(`but because although though while whereas which who whom whose if unless until since when where after before that`)
	determiners = alike.Set(`a an the its his her their our this that these those some any no each every`)
	auxiliaries = alike.Set(`will would shall should can could may might must to has have had was were is are been be being not did does do`)
	// joints are conjunctions that say nothing of what is told.
	joints   = alike.Set(`but because although though while whereas if unless`)
	pronouns = alike.Set(`it he she they its his her their`)
	// ranks are words that make another office of one.
	ranks = alike.Set(`deputy vice assistant acting interim under junior youth former honorary`)
	// dimensions are words of what does not change once it is built.
	dimensions = alike.Set(`high height tall long length wide width deep depth across diameter measures weighs weight`)
	// pieces are words of a part of something.
	pieces = alike.Set(`stage phase section half portion tranche instalment instalments segment tube wing`)
	// deictics tell one time from another beside the same word: "last season", "this season".
	deictics    = alike.Set(`last this next previous past coming current`)
	beForms     = alike.Set(`is are was were be been being`)
	negations   = alike.Set(`not no never neither nor without nobody none denied denies deny isnt arent wasnt werent didnt doesnt dont hasnt havent wont cannot`)
	speechWords = alike.Set(`said says say saying claimed claims claim told reported stated states according insisted insists argued alleged
		alleges maintains estimates estimated believes announced warned`)
	frameWords = alike.Set(`said says say claimed claims reported according that`)

	// lightWords carry little by themselves, so that one of two who tell the same may
	// lack them.
	lightWords = alike.Set(`make made take took give gave get got go went come came become became becomes use used find found put set keep kept let left
		leave bring brought call called name named know known see seen show shown shows thing things way part parts lot number
		amount group person people man men year years day days month months week weeks time times today now late early earlier
		old new big large small great good long high low short many much several various certain different own more most less least
		main major also later soon back away together around along still already ever yet once mostly mainly largely about only just even
		include includes included hold holds held have has having stand stands stood remain remains remained reach reaches reached
		total official officially single several whole entire able want need start begin end other others another such some any all both each few
		first last next past recent recently own up down over out off on in into under against between among through during before after
		will would can could may might must should rate level size total figure figures percentage
		fell fall falls fallen drop dropped drops slow slowed slows rise rose rises risen grew grow grows grown climb climbed amount amounts
		amounted stood announced want wants wanted according currently very then than as well so too
		mr mrs ms dr mayor president minister chancellor king queen`)

	// onceWords are the stems of what comes about once to each.
	onceWords = alike.Set(`bear die found establish`)

	// growing are the stems of what is counted, or done, of which a later count is
	// larger.
	growing = alike.Set(`kill die dead death drown injur wound miss displac evacu forc flee fled home case infect toll victim casualti arrest
		detain rescu buri destroy damag burn signatur homeless hospit bodi fatal rais collect donat sink perish`)
)
