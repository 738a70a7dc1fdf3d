# make            this list
# make demo       run the main job on the demonstration data (installs what is missing, builds)
# make test       run all tests (installs what is missing, builds)
# make check      formatting, one room for each C library, no leftovers
# make format     format the sources
# make sanitize   the tests under the address and the thread sanitizer
# make bench      benchmarks against geopandas, HiGHS and spopt (some need PLANNER_REALDATA)
# make browser    try the map page in headless Chromium (installs what is missing)
# make notebooks  execute the notebooks on what the tool writes of the demonstration data
# make qgis       open the GeoPackage of the demonstration in QGIS and draw it (installs QGIS)
# make install    program, completions, manual pages and demonstration into PREFIX (/usr/local)
# make uninstall  take them away again
# make pictures   every view of the demonstration data, to be looked at, and the README's pictures
# make fuzz       every reader fed with broken bytes, FUZZ_SECONDS (60) each
# make docs       the DocC documentation
# make deps       install the system packages that are missing

SHELL := /bin/bash
OUT ?= demo-output

FUZZ_SECONDS ?= 60

# where make install puts things; DESTDIR is put before it, for those who make packages
PREFIX ?= /usr/local
DESTDIR ?=
place = $(DESTDIR)$(PREFIX)

resources = Sources/Planner/Planner.docc/Resources

.PHONY: help demo test check format sanitize bench browser notebooks qgis install uninstall \
  pictures fuzz docs deps

help:
	@sed -n 's/^# make/make/p' Makefile

deps:
	@scripts/install-dependencies

demo: deps
	swift build -c release --product planner-cli
	.build/release/planner-cli plan --project geodata/demo/planner.yaml --out $(OUT) --quiet

test: deps
	swift test

check:
	swift format lint --strict -r Sources Tests Package.swift
	scripts/check-rooms

format:
	swift format -i -r Sources Tests Package.swift

sanitize: deps
	ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/lsan.supp \
	  swift test --sanitize=address --scratch-path .build-address --disable-xctest
	swift test --sanitize=thread --scratch-path .build-thread --disable-xctest

bench: deps
	Benchmarks/run

browser:
	@scripts/install-dependencies --browser
	swift build -c release --product planner-cli
	scripts/try-map-in-browser

notebooks: demo
	@scripts/install-dependencies --notebooks
	python3 -m venv .build/notebooks
	.build/notebooks/bin/pip install -q -r notebooks/requirements.txt
	scripts/write-distances $(OUT)
	scripts/write-streets $(OUT)
	PLANNER_OUTPUT=$(abspath $(OUT)) .build/notebooks/bin/python notebooks/run

qgis: demo
	@scripts/install-dependencies --qgis
	scripts/open-in-qgis $(OUT)/plan.gpkg .build/qgis

# the program is built where it is, and only linked anew: with Swift's own libraries in it
install: deps
	swift build -c release --static-swift-stdlib --product planner-cli
	install -d $(place)/bin $(place)/share/bash-completion/completions \
	  $(place)/share/zsh/site-functions $(place)/share/fish/vendor_completions.d \
	  $(place)/share/man $(place)/share/doc/planner/demo
	install -m 755 .build/release/planner-cli $(place)/bin/planner-cli
	strip $(place)/bin/planner-cli
	$(place)/bin/planner-cli --generate-completion-script bash \
	  >$(place)/share/bash-completion/completions/planner-cli
	$(place)/bin/planner-cli --generate-completion-script zsh \
	  >$(place)/share/zsh/site-functions/_planner-cli
	$(place)/bin/planner-cli --generate-completion-script fish \
	  >$(place)/share/fish/vendor_completions.d/planner-cli.fish
	scripts/man-pages $(place)/bin/planner-cli $(place)/share/man
	install -m 644 README.md README.ja.md CHANGELOG.md LICENSE $(place)/share/doc/planner
	install -m 644 geodata/demo/*.csv geodata/demo/*.geojson geodata/demo/*.osm.gz \
	  geodata/demo/planner.yaml geodata/demo/planner-streets.yaml geodata/demo/planner-notice.txt \
	  geodata/demo/README.md $(place)/share/doc/planner/demo

uninstall:
	rm -f $(place)/bin/planner-cli $(place)/share/bash-completion/completions/planner-cli \
	  $(place)/share/zsh/site-functions/_planner-cli \
	  $(place)/share/fish/vendor_completions.d/planner-cli.fish \
	  $(place)/share/man/man1/planner-cli*.1 $(place)/share/man/ja/man1/planner-cli*.1
	rm -rf $(place)/share/doc/planner

pictures: deps
	@scripts/install-dependencies --browser
	swift build -c release --product planner-cli
	scripts/make-pictures .build/pictures
	mkdir -p $(resources)
	cp .build/pictures/committee-near.png $(resources)/map-screen.png
	cp .build/pictures/sheet-near.png $(resources)/map-paper.png
	scripts/take-picture notebooks/06-the-circle-and-the-street.ipynb $(resources)/circle-and-street.png

fuzz: deps
	Fuzz/run $(FUZZ_SECONDS)

docs: deps
	swift package generate-documentation --target Planner --output-path .build/docs
