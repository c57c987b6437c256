// The table of users, in memory. Rows stand in the order of their ids.

const table = [
  ["Ada Lovelace", "admin", true],
  ["Alan Turing", "admin", true],
  ["Annie Easley", "viewer", true],
  ["Barbara Liskov", "editor", true],
  ["Betty Holberton", "viewer", true],
  ["Claude Shannon", "editor", true],
  ["Dennis Ritchie", "viewer", true],
  ["Dorothy Vaughan", "editor", true],
  ["Edsger Dijkstra", "viewer", false],
  ["Evelyn Boyd Granville", "viewer", true],
  ["Frances Allen", "admin", true],
  ["Gladys West", "viewer", true],
  ["Grace Hopper", "admin", true],
  ["Hedy Lamarr", "viewer", false],
  ["Jean Bartik", "editor", true],
  ["John Backus", "viewer", true],
  ["Karen Sparck Jones", "editor", true],
  ["Katherine Johnson", "admin", true],
  ["Kathleen Booth", "editor", true],
  ["Ken Thompson", "viewer", true],
  ["Konrad Zuse", "viewer", false],
  ["Kristen Nygaard", "viewer", true],
  ["Lynn Conway", "editor", true],
  ["Margaret Hamilton", "admin", true],
  ["Mary Kenneth Keller", "viewer", true],
  ["Niklaus Wirth", "editor", true],
  ["Peter Naur", "viewer", true],
  ["Radia Perlman", "editor", true],
];

const users = table.map(([name, role, active], index) => ({
  id: index + 1,
  name,
  email: `${name.toLowerCase().replaceAll(" ", ".")}@example.com`,
  role,
  active,
}));

/** Users by id, of one role where it is given. */
export function listUsers({ role } = {}) {
  return users.filter((user) => role === undefined || user.role === role);
}

export function findUser(id) {
  return users.find((user) => user.id === id);
}

/** How many users are active. */
export function userCount() {
  return users.filter((user) => user.active).length;
}
