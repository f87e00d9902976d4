/* models/burns.yaml, one d_step per step. Jump targets are inside an `if`. */
bool flag[3];
byte inside;

active [3] proctype P()
{
	byte other;
end:
	do
	:: d_step { flag[_pid] = false; other = 0 };
		do
		:: d_step { other >= _pid -> skip }; break
		:: d_step { (other < _pid && flag[other]) -> skip }; goto end
		:: d_step { (other < _pid && !flag[other]) -> other++ }
		od;
		if :: d_step { flag[_pid] = true; other = 0 } fi;
#ifdef SEEDED
		skip;
#else
		do
		:: d_step { other >= _pid -> skip }; break
		:: d_step { (other < _pid && flag[other]) -> skip }; goto end
		:: d_step { (other < _pid && !flag[other]) -> other++ }
		od;
#endif
		if :: d_step { other = _pid + 1 } fi;
		do
		:: d_step { other >= 3 -> inside++; assert(inside <= 1) }; break
		:: d_step { (other < 3 && !flag[other]) -> other++ }
		od;
		if :: d_step { inside-- } fi; /* critical */
		d_step { flag[_pid] = false; other = 0 }
	od
}
