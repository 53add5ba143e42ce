/*
 * scan PID < needles: how often each needle stands in the memory of a process (security.md SG20-SG22).
 *
 * Needles come on standard input, one line of hexadecimal digits each (16 to 64 bytes), so that they are in no
 * argument list. For every needle one line: copies, form by form (see FORMS). Memory that even root cannot read
 * (memfd_secret) counts as not there: that is what it is for. Run as root. Exit 0 after a whole scan, 1 if the
 * process cannot be read, 2 for a wrong call.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_NEEDLES = 64, LONGEST = 64, CHUNK = 1 << 20 };

/* Plain; the words of 4 and of 8 bytes swapped, as SHA-2 and AES load them; each of these as HMAC pads it. */
enum { ORDERS = 3, PADS = 3, FORMS = ORDERS * PADS + 1 };
static const unsigned char pads[PADS] = {0x00, 0x36, 0x5c};
static const size_t words[ORDERS] = {1, 4, 8};

struct needle {
  unsigned char bytes[FORMS][2 * LONGEST];
  size_t length[FORMS];
  long copies[FORMS];
};

static struct needle needles[MOST_NEEDLES];
static size_t count;

static void form(unsigned char *out, const unsigned char *in, size_t length, size_t word, unsigned char pad) {
  for (size_t i = 0; i < length; i++) {
    size_t start = i - i % word;
    size_t from = start + word <= length ? start + word - 1 - i % word : i;
    out[i] = in[from] ^ pad;
  }
}

static int read_needle(const char *line) {
  unsigned char plain[LONGEST];
  size_t digits = strspn(line, "0123456789abcdef");
  if (digits < 32 || digits > 2 * LONGEST || digits % 2 != 0 || count == MOST_NEEDLES) {
    return 0;
  }
  size_t length = digits / 2;
  for (size_t i = 0; i < length; i++) {
    sscanf(line + 2 * i, "%2hhx", &plain[i]);
  }
  struct needle *needle = &needles[count++];
  for (int order = 0; order < ORDERS; order++) {
    for (int pad = 0; pad < PADS; pad++) {
      int at = order * PADS + pad;
      form(needle->bytes[at], plain, length, words[order], pads[pad]);
      needle->length[at] = length;
    }
  }
  for (size_t i = 0; i < length; i++) { /* UTF-16, as a Java string with one letter outside Latin-1 has it */
    needle->bytes[FORMS - 1][2 * i] = plain[i];
    needle->bytes[FORMS - 1][2 * i + 1] = 0;
  }
  needle->length[FORMS - 1] = 2 * length;
  return 1;
}

static void search(const unsigned char *memory, size_t length, size_t fresh) {
  for (size_t n = 0; n < count; n++) {
    for (int f = 0; f < FORMS; f++) {
      const unsigned char *at = memory;
      size_t size = needles[n].length[f];
      while ((at = memmem(at, (size_t)(memory + length - at), needles[n].bytes[f], size)) != NULL) {
        if ((size_t)(at - memory) + size > fresh) { /* else it was counted with the chunk before */
          needles[n].copies[f]++;
        }
        at++;
      }
    }
  }
}

static void scan(int memory, uintptr_t from, uintptr_t to) {
  static unsigned char buffer[2 * LONGEST + CHUNK];
  size_t kept = 0;
  while (from < to) {
    size_t wanted = to - from < CHUNK ? to - from : CHUNK;
    ssize_t got = pread(memory, buffer + kept, wanted, (off_t)from);
    if (got <= 0) { /* not readable, not even by root: go on behind this page */
      from += 4096;
      kept = 0;
      continue;
    }
    size_t length = kept + (size_t)got;
    search(buffer, length, kept);
    kept = length < 2 * LONGEST ? length : 2 * LONGEST;
    memmove(buffer, buffer + length - kept, kept);
    from += (uintptr_t)got;
  }
}

int main(int argc, char **argv) {
  char path[64];
  char line[512];
  if (argc != 2 || strspn(argv[1], "0123456789") != strlen(argv[1])) {
    fputs("usage: scan PID < needles\n", stderr);
    return 2;
  }
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (!read_needle(line)) {
      fputs("scan: a needle has 16 to 64 bytes in hexadecimal\n", stderr);
      return 2;
    }
  }
  snprintf(path, sizeof path, "/proc/%s/maps", argv[1]);
  FILE *maps = fopen(path, "r");
  snprintf(path, sizeof path, "/proc/%s/mem", argv[1]);
  int memory = open(path, O_RDONLY);
  if (maps == NULL || memory < 0) {
    perror(path);
    return 1;
  }
  uintptr_t from;
  uintptr_t to;
  char mode[8];
  while (fgets(line, sizeof line, maps) != NULL) {
    if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && mode[0] == 'r' && strstr(line, "[vvar") == NULL) {
      scan(memory, from, to);
    }
  }
  for (size_t n = 0; n < count; n++) {
    for (int f = 0; f < FORMS; f++) {
      printf(f == 0 ? "%ld" : " %ld", needles[n].copies[f]);
    }
    putchar('\n');
  }
  return 0;
}
