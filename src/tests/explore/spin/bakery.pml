/* models/bakery.yaml, one d_step per step. */
#define MOST 3
#define OTHER (1 - _pid)

bool choosing[2];
byte number[2];
byte inside;

active [2] proctype P()
{
	byte seen;
end:
	do
#ifdef SEEDED
	:: d_step { number[OTHER] < MOST -> skip };
#else
	:: d_step { number[OTHER] < MOST -> choosing[_pid] = true };
#endif
		d_step { seen = number[OTHER] };
		d_step { number[_pid] = (seen < 6 -> seen + 1 : 7); seen = 0; assert(number[_pid] < 7) };
		d_step { choosing[_pid] = false };
		!choosing[OTHER];
		d_step {
			(number[OTHER] == 0 || number[_pid] < number[OTHER] || (number[_pid] == number[OTHER] && _pid < OTHER)) ->
			inside++; assert(inside <= 1)
		};
		d_step { inside-- }; /* critical */
		d_step { number[_pid] = 0 }
	od
}
