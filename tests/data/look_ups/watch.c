/* Preloaded into every process of a test: notes the names that it looks up and the addresses to which it connects, also from native code, and lets them through. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void note(const char *call, const char *name)
{
    const char *path = getenv("LOOKED_UP");
    int file = path && name ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;
    char line[512];
    int length = snprintf(line, sizeof line, "%s %.255s\n", call, name ? name : "");
    if (file < 0)
        return;
    if (write(file, line, length) < 0)
        _exit(98);
    close(file);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
    note("getaddrinfo", name);
    return next(name, service, hints, found);
}

struct hostent *gethostbyname(const char *name)
{
    struct hostent *(*next)(const char *) = dlsym(RTLD_NEXT, "gethostbyname");
    note("gethostbyname", name);
    return next(name);
}

struct hostent *gethostbyname2(const char *name, int family)
{
    struct hostent *(*next)(const char *, int) = dlsym(RTLD_NEXT, "gethostbyname2");
    note("gethostbyname2", name);
    return next(name, family);
}

int gethostbyname_r(const char *name, struct hostent *entry, char *room, size_t size, struct hostent **found, int *error)
{
    int (*next)(const char *, struct hostent *, char *, size_t, struct hostent **, int *) = dlsym(RTLD_NEXT, "gethostbyname_r");
    note("gethostbyname_r", name);
    return next(name, entry, room, size, found, error);
}

int connect(int socket, const struct sockaddr *address, socklen_t length)
{
    int (*next)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, sizeof text);
    note("connect", text[0] ? text : NULL);
    return next(socket, address, length);
}
