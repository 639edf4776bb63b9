// Package alike takes sentences and questions apart into terms and says how far
// one term may stand for another: by the thesaurus, by WordNet's links, by the
// nearness of words. What is grouped or compared here is short texts that members
// and reporters wrote about one thing in different words.
//
// It is pure and knows no article.
package alike
