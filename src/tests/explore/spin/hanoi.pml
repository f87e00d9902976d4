/* models/hanoi.yaml: one d_step for each move of a disc to a peg. */
#define ALONE(d) ((d < 1 || peg[0] != peg[d]) && (d < 2 || peg[1] != peg[d]) && (d < 3 || peg[2] != peg[d]))
#define FREE(d, p) (peg[d] != p && (d < 1 || peg[0] != p) && (d < 2 || peg[1] != p) && (d < 3 || peg[2] != p))
#define MOVE(d, p) d_step { (ALONE(d) && FREE(d, p)) -> peg[d] = p; assert(!DONE) }
#define DONE (peg[0] == 2 && peg[1] == 2 && peg[2] == 2 && peg[3] == 2)

byte peg[4];

active proctype Monk()
{
end:
	do
	:: MOVE(0, 0)
	:: MOVE(0, 1)
	:: MOVE(0, 2)
	:: MOVE(1, 0)
	:: MOVE(1, 1)
	:: MOVE(1, 2)
	:: MOVE(2, 0)
	:: MOVE(2, 1)
	:: MOVE(2, 2)
	:: MOVE(3, 0)
	:: MOVE(3, 1)
	:: MOVE(3, 2)
	od
}
