package cite

import "strings"

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// The closed word classes that the reading knows. They are small, so that they
// are made when the program starts.
var (
	// pronouns stand for something that was named before.
	pronouns = wordSet(`he she it they him her them his its their hers theirs this these those such`)

	// functionWords carry no content. The list is longer than that of stop
	// words, which search keeps short so that it can find any of them.
	functionWords = wordSet(`a an the this that these those
		i me my mine myself we us our ours ourselves you your yours yourself yourselves
		he him his himself she her hers herself it its itself they them their theirs themselves oneself
		am is are was were be been being do does did done doing have has had having
		will would shall should can could may might must ought
		isnt arent wasnt werent dont doesnt didnt havent hasnt hadnt wont wouldnt shouldnt cant cannot couldnt
		and or but nor so yet if then than because as until till while although though whereas unless
		of at by for with about against between into through during before after above below to from
		up down in out on off over under again further once upon onto toward towards among amongst within without across per via
		who whom whose which what when where why how whatever whoever whichever wherever whenever
		alongside besides beside despite except unlike upon versus amid amidst throughout
		here there all any both each few more most other others another some such no not only own same too very
		just also even ever else quite rather really still already never neither none however since ago
		s t d ll m o re ve n nt non`)

	// clauseWords begin a clause.
	clauseWords = wordSet(`but because although though while whereas which who whom whose if unless until since so when where whether`)

	// lightWords carry little by themselves, so that a paraphrase may lack them.
	lightWords = wordSet(`make made take took give gave get got go went come came become became use used find found
		put set keep kept let left leave bring brought call called name named know known see seen show shown
		thing things way ways kind kinds sort type types part parts piece lot lots number numbers amount group groups
		people person man men woman women someone somebody one ones member members place places time times
		year years day days month months week weeks century centuries decade era period age today now currently
		new old big large small great good well high low long short many much several various certain different own
		main major also later early earlier soon back away together around along still already ever yet once
		mostly mainly largely partly about roughly nearly almost exactly just even only quite very
		include included includes including hold held have contain consist made own stand stood remain
		country countries city town area region state world island company organization organisation
		work worked works do done happen happened occur take place took course case fact form example
		able want need like start began begin end ended try tried
		total official officially single several whole entire
		set run ran system according well-known famous so-called
		rest sometimes occasionally additional further next last due per approximately
		lie lies lay located situated order bit alone reach reached reaches self himself herself
		stay stayed share published publish involve involved involves result resulted results
		feature features featured serve served serves comprise comprises comprised consists consisted
		particular specific respectively overall average typical normal usual common general
		researchers researcher scientists scientist experts expert officials authorities residents
		believe believed thought think turn turned turns seem seems seemed appear appears appeared remains remained
		manage managed decide decided originally eventually finally previously formerly nowadays back
		yearly annual annually possible ability allow allows allowed
		inside outside mr mrs ms dr sir lady`)

	// frameWords frame a statement and add nothing to it.
	frameWords = wordSet(`said says say told tells claimed claims stated states according reported reportedly reports
		article text author announced added`)

	// speechVerbs report words as somebody's.
	speechVerbs = wordSet(`said says say saying told tells claim claims claimed claiming stated states stating according
		argued argues arguing asserted asserts insisted insists alleged alleges maintained maintains contends contended
		believes believed estimates estimated suggests opined
		accused accuses denied denies`)
)

// light is a test for a weight that no missing word should sink a claim with.
func (w *word) light() bool { return w.weight <= lightWeight }
