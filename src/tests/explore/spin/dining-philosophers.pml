/* models/dining-philosophers.yaml, one d_step per step. */
#define LEFT _pid
#define RIGHT ((_pid + 1) % 4)

bool taken[4];

active [4] proctype Philosopher()
{
end:
	do
	:: d_step { !taken[LEFT] -> taken[LEFT] = true };
		d_step { !taken[RIGHT] -> taken[RIGHT] = true };
		d_step { taken[LEFT] = false };
		d_step { taken[RIGHT] = false }
	od
}
