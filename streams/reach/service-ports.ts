/**
 * Ports at which no camera listens, but services that could be harmed, or probed, by a line of text. Everything else
 * is let through: cameras behind a router's port forwarding are found at any port.
 */
const SERVICES: ReadonlySet<number> = new Set([
  ...[
    19, 21, 22, 23, 25, 53, 69, 79, 110, 111, 119, 135, 137, 138, 139, 143, 161, 179, 389, 445, 465, 512, 513,
    514,
  ],
  ...[
    515, 543, 544, 587, 631, 636, 873, 993, 995, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389,
    4369,
  ],
  ...[
    5432, 5672, 5900, 5984, 6000, 6379, 6380, 6443, 6667, 8086, 9042, 9092, 9200, 9300, 10250, 11211, 15672,
    26379,
  ],
  ...[27017, 50000],
]);

export function isServicePort(port: number): boolean {
  return SERVICES.has(port);
}
