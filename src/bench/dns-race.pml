/*
 * Several Enactors apply DNS plans to endpoints one by one, after one check that the plan is newer than all that is
 * applied, and clean up behind themselves. Writes are conditional here, so the invariant holds.
 *
 * The same transitions as src/tests/explore/dns-race.ts: publish, pick, check (fresh or not), one write per endpoint,
 * clean up. Sizes come from the command line: PLANS, ENACTORS, ENDPOINTS, KEEP.
 */
byte newest = 1;             /* latest plan that was published */
byte floor = 1;              /* plans below it are deleted */
byte applied[ENDPOINTS] = 1; /* plan of each endpoint */

#define FRESH(plan) (plan > applied[0] && plan > applied[1] && plan > applied[2])
#define RESOLVES (applied[0] >= floor && applied[1] >= floor && applied[2] >= floor)

active proctype Planner()
{
end:
	do
	:: d_step { newest < PLANS -> newest++ }
	od
}

active [ENACTORS] proctype Enactor()
{
	byte plan = 0;
	byte at = 0;
end:
	do
	:: d_step { plan = newest; at = 0 }
		if
		:: d_step { !FRESH(plan) -> plan = 0 }
		:: d_step { FRESH(plan) -> at = 0 }
			do
			:: d_step {
				at < ENDPOINTS ->
				if
				:: plan > applied[at] -> applied[at] = plan
				:: else
				fi;
				at++;
				assert(RESOLVES)
			}
			:: d_step {
				at == ENDPOINTS ->
				if
				:: plan > KEEP + floor -> floor = plan - KEEP
				:: else
				fi;
				plan = 0;
				at = 0;
				assert(RESOLVES)
			}
				break
			od
		fi
	od
}
