/* models/dijkstra-mutex.yaml, one d_step per step. Jump targets are inside an `if`. */
bool wants[3];
bool passing[3];
byte turn;
byte inside;

active [3] proctype P()
{
	byte other;
end:
	do
	:: d_step { wants[_pid] = true };
check:
		if
		:: d_step { turn == _pid -> skip }
		:: d_step { turn != _pid -> skip };
			d_step { passing[_pid] = false };
			if
			:: d_step { wants[turn] -> skip }; goto check
			:: d_step { !wants[turn] -> skip };
				d_step { turn = _pid }; goto check
			fi
		fi;
#ifdef SEEDED
		d_step { other = 0 };
#else
		d_step { passing[_pid] = true; other = 0 };
#endif
		do
		:: d_step { other == 3 -> inside++; assert(inside <= 1) }; break
		:: d_step { (other < 3 && other != _pid && passing[other]) -> skip }; goto check
		:: d_step { (other < 3 && !(other != _pid && passing[other])) -> other++ }
		od;
		if :: d_step { inside-- } fi; /* critical */
		d_step { wants[_pid] = false; passing[_pid] = false; other = 0 }
	od
}
