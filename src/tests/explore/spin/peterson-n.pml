/* models/peterson-n.yaml, one d_step per step. */
#ifdef SEEDED
#define LEVELS 1
#else
#define LEVELS 2
#endif
#define BELOW(other) (_pid == other || level[other] < level[_pid])

byte level[3];
byte last[3];
byte inside;

active [3] proctype P()
{
end:
	do
	:: d_step { level[_pid] < LEVELS -> level[_pid]++ };
		d_step { last[level[_pid]] = _pid };
		d_step { (last[level[_pid]] != _pid || (BELOW(0) && BELOW(1) && BELOW(2))) -> skip }
	:: d_step { level[_pid] == LEVELS -> inside++; assert(inside <= 1) };
		d_step { level[_pid] = 0; inside-- } /* critical */
	od
}
