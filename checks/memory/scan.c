/*
 * scan [-w] PID... < needles
 * scan [-w] all < needles
 *
 * How often each needle stands in the memory of processes (security.md SG20 to SG22); "all" are all that there are,
 * but this one and the one that started it and has the needles. Needles come on standard input, a line of hexadecimal digits each (16 to 64 bytes), so that they are
 * in no argument list. For every needle one line: its copies, form by form (see FORMS). -w tells before where each
 * copy stands: pid, address, number of the needle, form, mapping.
 *
 * Pages that were never touched are skipped. Secret memory counts as not there: not even root can read it
 * (memfd_secret); where the kernel has none, what comes in its place is known by being wiped on fork. Run as root. Exit 0 after a whole scan, 1 if a process cannot be read, 2 for a wrong call.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_NEEDLES = 16384, LONGEST = 64, CHUNK = 1 << 20, PAGE = 4096, BUCKETS = 1 << 20 };

/* Plain; the words of 4 and of 8 bytes swapped, as SHA-2 and AES load them; each of these as HMAC pads it; UTF-16. */
enum { ORDERS = 3, PADS = 3, FORMS = ORDERS * PADS + 1 };
static const unsigned char pads[PADS] = {0x00, 0x36, 0x5c};
static const size_t words[ORDERS] = {1, 4, 8};

struct form {
  unsigned char bytes[2 * LONGEST];
  size_t length;
  int next; /* of those that begin alike */
};

static struct form forms[MOST_NEEDLES * FORMS];
static long copies[MOST_NEEDLES * FORMS];
static int first[BUCKETS];
static int count;
static int tell;

static unsigned bucket(const unsigned char *at) {
  uint32_t start;
  memcpy(&start, at, sizeof start);
  return (start * 2654435761u) >> 12;
}

static void add(int number, const unsigned char *in, size_t length, size_t word, unsigned char pad) {
  struct form *form = &forms[number];
  for (size_t i = 0; i < length; i++) {
    size_t start = i - i % word;
    form->bytes[i] = in[start + word <= length ? start + word - 1 - i % word : i] ^ pad;
  }
  form->length = length;
}

static void index_form(int number) {
  unsigned at = bucket(forms[number].bytes);
  forms[number].next = first[at];
  first[at] = number;
}

static int read_needle(const char *line) {
  unsigned char plain[LONGEST];
  unsigned char wide[2 * LONGEST] = {0};
  size_t digits = strspn(line, "0123456789abcdef");
  if (digits < 32 || digits > 2 * LONGEST || digits % 2 != 0 || count == MOST_NEEDLES) {
    return 0;
  }
  size_t length = digits / 2;
  int number = count++ * FORMS;
  for (size_t i = 0; i < length; i++) {
    sscanf(line + 2 * i, "%2hhx", &plain[i]);
    wide[2 * i] = plain[i]; /* as a Java string with one letter outside Latin-1 has it */
  }
  for (int order = 0; order < ORDERS; order++) {
    for (int pad = 0; pad < PADS; pad++) {
      add(number + order * PADS + pad, plain, length, words[order], pads[pad]);
    }
  }
  add(number + FORMS - 1, wide, 2 * length, 1, 0);
  for (int form = 0; form < FORMS; form++) {
    index_form(number + form);
  }
  return 1;
}

static void found(int number, const char *pid, uintptr_t address, const char *mapping) {
  copies[number]++;
  if (tell) {
    printf("%s %#lx %d %d %s", pid, (unsigned long)address, number / FORMS, number % FORMS, mapping);
  }
}

/* Looks for forms that end behind the first `old` bytes: those before were found with the chunk before. */
static void search(const char *pid, const unsigned char *memory, size_t length, size_t old, uintptr_t address,
                   const char *mapping) {
  for (size_t i = 0; i + 16 <= length; i++) {
    for (int number = first[bucket(memory + i)]; number >= 0; number = forms[number].next) {
      size_t size = forms[number].length;
      if (i + size <= length && i + size > old && memcmp(memory + i, forms[number].bytes, size) == 0) {
        found(number, pid, address + i, mapping);
      }
    }
  }
}

static int touched(int pages, uintptr_t page) {
  uint64_t entry;
  return pages < 0 || pread(pages, &entry, sizeof entry, (off_t)(page / PAGE * sizeof entry)) != sizeof entry ||
         entry >> 62 != 0;
}

static void scan(const char *pid, int memory, int pages, uintptr_t from, uintptr_t to, const char *mapping) {
  static unsigned char buffer[2 * LONGEST + CHUNK];
  size_t kept = 0;
  while (from < to) {
    size_t wanted = 0;
    while (wanted < CHUNK && from + wanted < to && touched(pages, from + wanted)) {
      wanted += PAGE;
    }
    ssize_t got = wanted == 0 ? 0 : pread(memory, buffer + kept, wanted, (off_t)from);
    if (got <= 0) { /* never touched, or not readable: go on behind this page */
      from += PAGE;
      kept = 0;
      continue;
    }
    size_t length = kept + (size_t)got;
    search(pid, buffer, length, kept, from - kept, mapping);
    kept = length < 2 * LONGEST ? length : 2 * LONGEST;
    memmove(buffer, buffer + length - kept, kept);
    from += (uintptr_t)got;
  }
}

static int open_in(const char *pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

static int scan_process(const char *pid) {
  char line[8192];
  char mode[8];
  char mapping[8192] = "";
  int map = open_in(pid, "smaps");
  int memory = open_in(pid, "mem");
  int pages = open_in(pid, "pagemap");
  FILE *maps = map < 0 ? NULL : fdopen(map, "r");
  unsigned long from = 0;
  unsigned long to = 0;
  int wanted = 0;
  int readable = maps != NULL && memory >= 0;
  while (readable && fgets(line, sizeof line, maps) != NULL) {
    unsigned long start;
    unsigned long end;
    if (sscanf(line, "%lx-%lx %7s", &start, &end, mode) == 3) {
      from = start;
      to = end;
      strcpy(mapping, line);
      wanted = mode[0] == 'r' && strstr(line, "[vvar") == NULL;
    } else if (wanted && strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " wf") == NULL) {
      scan(pid, memory, pages, from, to, mapping);
    }
  }
  if (maps != NULL) {
    fclose(maps);
  }
  close(memory);
  close(pages);
  return readable;
}

/* A process that ends meanwhile is no failure, and a kernel thread has no memory. */
static void scan_all(void) {
  DIR *processes = opendir("/proc");
  struct dirent *entry;
  while (processes != NULL && (entry = readdir(processes)) != NULL) {
    long pid = strtol(entry->d_name, NULL, 10);
    if (pid > 0 && pid != getpid() && pid != getppid()) {
      scan_process(entry->d_name);
    }
  }
}

static int wrong_call(void) {
  fputs("usage: scan [-w] PID...|all < needles of 16 to 64 bytes in hexadecimal\n", stderr);
  return 2;
}

int main(int argc, char **argv) {
  char line[512];
  memset(first, -1, sizeof first);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (!read_needle(line)) {
      return wrong_call();
    }
  }
  tell = argc > 1 && strcmp(argv[1], "-w") == 0;
  if (argc == 1 + tell) {
    return wrong_call();
  }
  for (int i = 1 + tell; i < argc; i++) {
    if (strcmp(argv[i], "all") == 0) {
      scan_all();
    } else if (strspn(argv[i], "0123456789") != strlen(argv[i]) || !scan_process(argv[i])) {
      fprintf(stderr, "scan: cannot read process %s\n", argv[i]);
      return 1;
    }
  }
  for (int number = 0; number < count * FORMS; number++) {
    printf("%ld%c", copies[number], number % FORMS == FORMS - 1 ? '\n' : ' ');
  }
  return 0;
}
