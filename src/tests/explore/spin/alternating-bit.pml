/*
 * models/alternating-bit.yaml with SPIN's channels. An empty line accepts a message and loses, keeps or duplicates it,
 * so each send has three transitions.
 */
#define ITEMS 3

chan there = [2] of { bit, byte };
chan back = [2] of { bit };
byte delivered;
bool wrong;
byte said;   /* bit of the current message; zero between steps */
byte number;

active proctype Sender()
{
	byte item;
end:
	do
	:: d_step { (item < ITEMS && empty(there)) -> skip }
	:: d_step { (item < ITEMS && empty(there)) -> there!item % 2, item }
	:: d_step { (item < ITEMS && empty(there)) -> there!item % 2, item; there!item % 2, item }
	:: d_step { (item < ITEMS && back?[eval(item % 2)]) -> back?_; item++ }
	:: d_step { (item == ITEMS && nempty(back)) -> back?_ }
	:: d_step { (item < ITEMS && back?[eval(1 - item % 2)]) -> back?_ }
	od
}

#ifdef SEEDED
#define EXPECTED nempty(there)
#else
#define EXPECTED there?[eval(expected), _]
#endif
#define UNEXPECTED there?[eval(1 - expected), _]
#define TAKE \
	there?said, number; wrong = wrong || (number != delivered); delivered = (delivered < 4 -> delivered + 1 : 4); \
	expected = 1 - expected; assert(!wrong)
#define FORGET said = 0; number = 0

active proctype Receiver()
{
	bit expected;
end:
	do
	:: d_step { (EXPECTED && empty(back)) -> TAKE; FORGET }
	:: d_step { (EXPECTED && empty(back)) -> TAKE; back!said; FORGET }
	:: d_step { (EXPECTED && empty(back)) -> TAKE; back!said; back!said; FORGET }
	:: d_step { (UNEXPECTED && empty(back)) -> there?_, _ }
	:: d_step { (UNEXPECTED && empty(back)) -> there?said, _; back!said; FORGET }
	:: d_step { (UNEXPECTED && empty(back)) -> there?said, _; back!said; back!said; FORGET }
	od
}
