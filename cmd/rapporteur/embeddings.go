package main

import (
	"cmp"

	"rapporteur/bot"
)

// embeddingsFlags choose the model of embeddings of the commands that use one:
// serve, ask and chat.
type embeddingsFlags struct {
	Embeddings    string `placeholder:"NAME" key:"RAPPORTEUR_EMBEDDINGS" help:"Model of embeddings, by which passages are found that use other words than the question. Default: none."`
	EmbeddingsURL string `name:"embeddings-url" placeholder:"URL" key:"RAPPORTEUR_EMBEDDINGS_URL" help:"Its server, any that speaks OpenAI's API for embeddings. Default: the language model's server."`
}

// embeddingsKey is the variable with the key of the server of embeddings. It has
// no flag: others could see it.
const embeddingsKey = "RAPPORTEUR_EMBEDDINGS_KEY"

// fill fills in what the flags say, and where the language model is, whose
// server and key go for both: serve has no flags for that.
func (f embeddingsFlags) fill(c bot.Config, s *settings) bot.Config {
	c.Embeddings, c.EmbeddingsURL, c.EmbeddingsKey = f.Embeddings, f.EmbeddingsURL, bot.Secret(s.get(embeddingsKey))
	if c.Embeddings != "" {
		c.ModelURL = cmp.Or(c.ModelURL, s.get("RAPPORTEUR_MODEL_URL"))
		c.ModelKey = cmp.Or(c.ModelKey, bot.Secret(s.get(modelKey)))
	}
	return c
}
