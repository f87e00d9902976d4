/*
 * dns-race.ts: publish, pick, check (fresh or not), one write for each of three endpoints, cleanup.
 *
 * Sizes come from the command line: PLANS, ENACTORS, KEEP. With SEEDED the writes are unconditional.
 */
#define ENDPOINTS 3

byte newest = 1;             /* latest published plan */
byte watermark = 1;          /* plans below it are deleted */
byte applied[ENDPOINTS] = 1; /* each endpoint's plan */

#define FRESH (plan > applied[0] && plan > applied[1] && plan > applied[2])
#define RESOLVE (applied[0] >= watermark && applied[1] >= watermark && applied[2] >= watermark)

active proctype Planner()
{
end:
	do
	:: d_step { newest < PLANS -> newest++ }
	od
}

active [ENACTORS] proctype Enactor()
{
	byte plan;
	byte at;
end:
	do
	:: d_step { plan = newest };
		if
		:: d_step { !FRESH -> plan = 0 }
		:: d_step { FRESH -> skip };
			do
			:: d_step {
				at < ENDPOINTS ->
#ifdef SEEDED
				applied[at] = plan;
#else
				applied[at] = (plan > applied[at] -> plan : applied[at]);
#endif
				at++;
				assert(RESOLVE)
			}
			:: d_step {
				at == ENDPOINTS ->
				watermark = (plan > KEEP + watermark -> plan - KEEP : watermark);
				plan = 0;
				at = 0;
				assert(RESOLVE)
			};
				break
			od
		fi
	od
}
