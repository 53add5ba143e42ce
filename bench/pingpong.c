/* Round trips over a Unix socket.
     pingpong serve SOCKET BYTES      answers every request, up to an empty line, with an HTTP answer of so many bytes
     pingpong ask SOCKET CLIENTS SECONDS REQUEST      REQUEST is sent as it is, with \r\n for line ends
   A thread a connection. `ask` prints round trips a second, and the median and 99th percentile of one in microseconds. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 16, SAMPLES = 1 << 20 };

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static char request[MOST], answer[MOST];
static size_t asked, answered;
static double seconds;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Reads up to the end of one message; returns its length. */
static size_t message(int line, char *into) {
  size_t got = 0, whole = 0;
  while (whole == 0 || got < whole) {
    ssize_t more = read(line, into + got, MOST - 1 - got);
    if (more <= 0) return 0;
    got += more;
    into[got] = 0;
    char *end = whole ? 0 : strstr(into, "\r\n\r\n");
    if (end) {
      char *length = strcasestr(into, "\ncontent-length:");
      whole = end + 4 - into + (length && length < end ? strtoul(length + 16, 0, 10) : 0);
      if (whole >= MOST) return 0;
    }
  }
  return got;
}

static void *serving(void *given) {
  int line = (int)(long)given;
  char *into = malloc(MOST);
  while (message(line, into) && write(line, answer, answered) == (ssize_t)answered) {
  }
  close(line);
  free(into);
  return 0;
}

struct client {
  pthread_t thread;
  float *took;
  long trips;
};

static void *asking(void *given) {
  struct client *me = given;
  char *into = malloc(MOST);
  int line = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(line, (struct sockaddr *)&address, sizeof address)) fail("connect");
  double begin = now(), end = begin + seconds * 1e6, before = begin;
  while (before < end) {
    if (write(line, request, asked) != (ssize_t)asked || !message(line, into)) fail("ask");
    if (strncmp(into, "HTTP/1.1 20", 11)) {
      fprintf(stderr, "%.60s\n", into);
      exit(1);
    }
    double after = now();
    me->took[me->trips++ % SAMPLES] = after - before;
    before = after;
  }
  close(line);
  free(into);
  return 0;
}

static int order(const void *one, const void *other) {
  float a = *(const float *)one, b = *(const float *)other;
  return (a > b) - (a < b);
}

static void ask(int clients) {
  struct client *all = calloc(clients, sizeof *all);
  for (int i = 0; i < clients; i++) {
    all[i].took = malloc(SAMPLES * sizeof(float));
    if (pthread_create(&all[i].thread, 0, asking, all + i)) fail("thread");
  }
  long trips = 0, kept = 0;
  for (int i = 0; i < clients; i++) {
    pthread_join(all[i].thread, 0);
    trips += all[i].trips;
    kept += all[i].trips < SAMPLES ? all[i].trips : SAMPLES;
  }
  float *took = malloc(kept * sizeof *took), *to = took;
  for (int i = 0; i < clients; i++) {
    long mine = all[i].trips < SAMPLES ? all[i].trips : SAMPLES;
    memcpy(to, all[i].took, mine * sizeof *took);
    to += mine;
  }
  qsort(took, kept, sizeof *took, order);
  printf("%.0f %.1f %.1f\n", trips / seconds, took[kept / 2], took[kept * 99 / 100]);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  strncpy(address.sun_path, words[2], sizeof address.sun_path - 1);
  if (!strcmp(words[1], "ask") && count == 6) {
    seconds = atof(words[4]);
    for (char *from = words[5]; *from && asked < MOST - 2; from++) {
      if (from[0] == '\\' && (from[1] == 'r' || from[1] == 'n')) {
        request[asked++] = *++from == 'r' ? '\r' : '\n';
      } else {
        request[asked++] = *from;
      }
    }
    ask(atoi(words[3]));
    return 0;
  }
  int bytes = atoi(words[3]), door = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bytes < 0 || bytes > MOST / 2) return 2;
  answered = sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", bytes);
  memset(answer + answered, 'x', bytes);
  answered += bytes;
  if (bind(door, (struct sockaddr *)&address, sizeof address) || listen(door, 512)) fail("listen");
  for (;;) {
    int line = accept(door, 0, 0);
    pthread_t thread;
    if (line < 0 || pthread_create(&thread, 0, serving, (void *)(long)line)) fail("accept");
    pthread_detach(thread);
  }
}
