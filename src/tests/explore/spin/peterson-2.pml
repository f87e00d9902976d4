/* models/peterson-2.yaml, one d_step per step. */
bool flag[2];
byte turn;
byte inside;

active [2] proctype P()
{
end:
	do
	:: skip; /* rest */
#ifdef SEEDED
		d_step { turn = 1 - _pid };
		d_step { flag[_pid] = true };
#else
		d_step { flag[_pid] = true };
		d_step { turn = 1 - _pid };
#endif
		d_step { (!flag[1 - _pid] || turn == _pid) -> inside++; assert(inside <= 1) };
		skip; /* critical */
		d_step { flag[_pid] = false; inside-- }
	od
}
