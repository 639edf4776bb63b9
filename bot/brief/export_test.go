package brief

type Weights = weights

var SummarizeWith = summarize

func W(c, d, p, decay, th, m float64) Weights { return weights{c, d, p, decay, th, m} }
