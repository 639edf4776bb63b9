package bot

import "log/slog"

// Config is all that a Bot is told from outside. cmd/rapporteur fills it once,
// from flags and the environment; nothing else reads the environment. The zero
// value is a bot that answers from the default articles.
type Config struct {
	// Knowledge is the folder of article files. It must be set to answer from
	// a folder of one's own. Default: ./knowledge if that is a folder with
	// article files, else the copy inside the program.
	Knowledge string
	// Log takes what an operator may want to know. Default: nothing is logged.
	Log *slog.Logger
}

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}
