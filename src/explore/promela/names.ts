/** Words that SPIN, its C preprocessor or its generated C code give a meaning. */
const RESERVED = new Set(
  `active always assert atomic bit bool break byte byteint c_code c_decl c_expr c_state c_track chan d_step D_proctype
  do else empty enabled equivalent eval eventually false fi for full goto hidden if implies in init inline int len local
  ltl mtype nempty never next nfull notrace np_ of od pc_value pid print printf printm priority proctype product provided
  return release run select set_priority get_priority short show skip stronguntil timeout trace true typedef unless
  unsigned until weakuntil xr xs
  auto case char const continue default double enum extern float long register restrict signed sizeof static struct
  switch union void volatile while errno linux stdin stdout stderr unix main now self started_ n_ i_`.split(
    /\s+/,
  ),
);

/** Gives each thing in a Promela file a different name, as close to the wanted one as possible. */
export class Names {
  private readonly taken = new Set<string>();

  unique(wanted: string): string {
    // SPIN's C code has macros in capital letters, and names like `P0` for processes.
    let name = wanted.replace(/\W/g, '_').replace(/^(?=\d|_|[A-Z][A-Z\d_]*$)/, 'v_');
    while (RESERVED.has(name) || this.taken.has(name)) name += '_';
    this.taken.add(name);
    return name;
  }
}
