"""The machinery of the book: what a chapter imports and what the build runs.

A chapter imports :mod:`strukturwandel.data`, :mod:`strukturwandel.charts` and
:mod:`strukturwandel.numbers`, and :mod:`strukturwandel.explorers` where its text states what a
what-if tool computes; nothing else of ours.

The rooms, none of which imports from one below it:

    languages       the table of languages
    machine         what a machine must bring: Python environment, scripts, system packages
    data/           the tables, checked, by name
    numbers         numbers of prose and charts: glued with their source, formatted when rendered
    phrases         where a line of Chinese may break
    charts/         the house style of figures, and each figure in each edition's language
    explorers       formulas and tables of the what-if tools (sphinxext/explorers shows them)
    pofile          .po files, read strictly
    catalogues      messages: extracted, looked up, compiled
    gates/          rules that translations and chapters keep
    assets          plotly.js and its locales, from npm
    pictures        figures as SVG
    sphinxext/      what the book adds to Sphinx: outputs, directives, furniture of the pages
    print_edition/  built pages as PDF
    site            editions, data, scripts and pictures as one folder
    build           the steps from chapters to the site
    lint            ``make lint``: tables, evidence, translations
    lab             ``make lab``: JupyterLab on the chapters
    serve           ``make serve``: the built site on this machine
    bench/          ``make bench``: how soon charts open
    __main__        the command line
    theme/          templates, styles and scripts of pages, site and print; no Python
"""
