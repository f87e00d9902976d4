/* models/bounded-buffer.yaml, one d_step per step. */
#define SIZE 2

byte free = SIZE;
byte filled;
bool mutex = true;
short items;

active [2] proctype Producer()
{
end:
	do
	:: skip; /* produce */
#ifdef SEEDED
		d_step { mutex -> mutex = false };
		d_step { free > 0 -> free-- };
#else
		d_step { free > 0 -> free-- };
		d_step { mutex -> mutex = false };
#endif
		d_step { items++; assert(items <= SIZE) };
		d_step { mutex = true };
		d_step { filled++ }
	od
}

active [2] proctype Consumer()
{
end:
	do
	:: d_step { filled > 0 -> filled-- };
		d_step { mutex -> mutex = false };
		d_step { items--; assert(items >= 0) };
		d_step { mutex = true };
		d_step { free++ };
		skip /* consume */
	od
}
