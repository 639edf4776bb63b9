// Package knowledge holds the articles that are shipped with the bot. They are
// used where an operator names no folder and ./knowledge holds no articles.
package knowledge

import "embed"

// FS holds the articles. README.md, the moderators' guide, is among them and
// is skipped like in every other folder of articles.
//
//go:embed *.md
var FS embed.FS
