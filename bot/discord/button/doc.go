// Package button makes and reads the custom ids of buttons, selects and
// modals. An id says what to do and with what, and is signed, so that nothing
// has to be remembered for a button to work: not over a restart, and not a year
// later.
//
// The form is
//
//	1:<action>:<argument>:…:<code>
//
// where 1 is the form's version, and the code is an HMAC-SHA256 of all that
// stands before it, cut to 96 bits and written in base64. An argument may hold
// any bytes: letters, digits and a few signs stand for themselves, every other
// byte is written as %XX.
//
// A signed id is no permission. Whoever presses a button is asked for theirs
// again; the code only says that the bot itself made the id.
package button
