# The program alone: no shell, no libc, nobody but its own user.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/bin/rapporteur ./cmd/rapporteur
RUN mkdir -p /out/rapporteur/data /out/rapporteur/knowledge

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/bin/rapporteur /bin/rapporteur
# A new named volume takes its owner from the folder that it is mounted over.
COPY --from=build --chown=65532:65532 /out/rapporteur /rapporteur
WORKDIR /rapporteur
USER 65532:65532
# SQLite rewrites the file when somebody is erased, and there is no /tmp here.
ENV SQLITE_TMPDIR=/rapporteur/data
VOLUME /rapporteur/data
# No HEALTHCHECK: serve mends lost connections itself, and ends when it cannot.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/bin/rapporteur"]
CMD ["serve"]
