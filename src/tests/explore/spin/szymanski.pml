/* models/szymanski.yaml, one d_step per step. */
#ifdef SEEDED
#define LOWER(other) (other >= _pid - 1 || flag[other] < 2)
#else
#define LOWER(other) (other >= _pid || flag[other] < 2)
#endif
#define HIGHER(other) (other <= _pid || flag[other] < 2 || flag[other] > 3)

byte flag[3];
byte inside;

active [3] proctype P()
{
end:
	do
	:: d_step { flag[_pid] = 1 };
		(flag[0] < 3 && flag[1] < 3 && flag[2] < 3);
		d_step { flag[_pid] = 3 };
		if
		:: d_step { !(flag[0] == 1 || flag[1] == 1 || flag[2] == 1) -> skip }
		:: d_step { (flag[0] == 1 || flag[1] == 1 || flag[2] == 1) -> skip };
			d_step { flag[_pid] = 2 };
			(flag[0] == 4 || flag[1] == 4 || flag[2] == 4)
		fi;
		d_step { flag[_pid] = 4 };
		d_step { (LOWER(0) && LOWER(1) && LOWER(2)) -> inside++; assert(inside <= 1) };
		d_step { inside-- }; /* critical */
		(HIGHER(0) && HIGHER(1) && HIGHER(2));
		d_step { flag[_pid] = 0 }
	od
}
