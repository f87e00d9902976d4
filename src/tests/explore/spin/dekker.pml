/* models/dekker.yaml, one d_step per step. */
bool wants[2];
byte turn;
byte inside;

active [2] proctype P()
{
end:
	do
	:: skip; /* rest */
		d_step { wants[_pid] = true };
look:
		if
		:: d_step { !wants[1 - _pid] -> inside++; assert(inside <= 1) }
		:: d_step { wants[1 - _pid] -> skip };
			if
			:: d_step { turn == _pid -> skip }; goto look
			:: d_step { turn != _pid -> skip };
				d_step { wants[_pid] = false };
				(turn == _pid);
#ifdef SEEDED
				d_step { wants[_pid] = true; inside++; assert(inside <= 1) }
#else
				d_step { wants[_pid] = true }; goto look
#endif
			fi
		fi;
		d_step { inside-- }; /* critical */
		d_step { turn = 1 - _pid };
		d_step { wants[_pid] = false }
	od
}
