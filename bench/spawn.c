/* Runs a command once, its output into a pipe that nobody reads before its end (64 KiB): prints microseconds from start to end, its largest resident set in KiB
   and its exit code. Small and static, so that what it measures is not itself. */
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **words) {
  posix_spawn_file_actions_t files;
  struct timespec start, end;
  struct rusage used;
  pid_t child;
  int status, ends[2];
  if (count < 2) return 2;
  posix_spawn_file_actions_init(&files);
  if (pipe(ends)) return 1;
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  posix_spawn_file_actions_adddup2(&files, ends[1], 2);
  posix_spawn_file_actions_addclose(&files, ends[0]);
  posix_spawn_file_actions_addclose(&files, ends[1]);
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (posix_spawnp(&child, words[1], &files, 0, words + 1, environ)) return 127;
  wait4(child, &status, 0, &used);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.1f %ld %d\n", (end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) / 1e3, used.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
